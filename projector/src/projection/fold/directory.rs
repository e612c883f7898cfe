//! Who there is, and in which projects.

use domain::{Name, Private, ProjectEvent, ProjectId, UserEvent, UserId};

use super::{Contradiction, Fold, of};
use crate::projection::rows::{Project, User};

impl Fold {
    pub(super) fn project(
        &mut self,
        id: ProjectId,
        event: &ProjectEvent,
    ) -> Result<(), Contradiction> {
        match event {
            ProjectEvent::ProjectCreated { at, name, .. } => {
                let project = Project {
                    name: name.as_str().to_owned(),
                    created_at: *at,
                };
                self.0.projects.insert(id, project);
            }
            ProjectEvent::ProjectRenamed { name, .. } => {
                let project = of(&mut self.0.projects, &id, "its project was not created")?;
                name.as_str().clone_into(&mut project.name);
            }
            ProjectEvent::MemberAdded { at, user_id, .. } => {
                self.0.members.insert((id, *user_id), Some(*at));
            }
            ProjectEvent::MemberRemoved { user_id, .. } => {
                self.0.members.insert((id, *user_id), None);
            }
        }
        Ok(())
    }

    pub(super) fn user(&mut self, id: UserId, event: &UserEvent) -> Result<(), Contradiction> {
        if let UserEvent::UserRegistered {
            at,
            role,
            name,
            email,
            ..
        } = event
        {
            let user = User {
                role: *role,
                name: shown(name.as_ref()),
                email: shown(email.as_ref()),
                registered_at: *at,
                disabled: false,
                erased: false,
            };
            self.0.users.insert(id, user);
            return Ok(());
        }
        let user = of(&mut self.0.users, &id, "its person was not registered")?;
        match event {
            UserEvent::UserRegistered { .. } => {}
            UserEvent::ProfileChanged { name, .. } => user.name = shown(Some(name)),
            UserEvent::RoleChanged { role, .. } => user.role = *role,
            UserEvent::UserDisabled { .. } => user.disabled = true,
            UserEvent::UserEnabled { .. } => user.disabled = false,
            UserEvent::UserErased { .. } => {
                user.erased = true;
                user.name = None;
                user.email = None;
                self.0.erased.push(id);
            }
        }
        Ok(())
    }
}

fn shown(name: Option<&Private<Name>>) -> Option<String> {
    let name = name.and_then(Private::kept)?;
    Some(name.as_str().to_owned())
}
