//! Who takes part in what at one position: begun from the read tables, folded on from the log.

use std::collections::{HashMap, HashSet};

use domain::{ConversationId, ProjectId, Role, UserId};

use crate::effect::Effect;
use crate::history::Snapshot;

/// Everybody's place at a position. The hall holds it for as long as the process runs.
#[derive(Debug, Default)]
pub(crate) struct Membership {
    rooms: HashMap<ConversationId, Room>,
    people: HashMap<UserId, Person>,
    /// The members of each project.
    members: HashMap<ProjectId, HashSet<UserId>>,
}

#[derive(Debug)]
struct Room {
    project: ProjectId,
    participants: Vec<UserId>,
}

#[derive(Debug, Default)]
struct Person {
    conversations: HashSet<ConversationId>,
    projects: HashSet<ProjectId>,
    /// What they became since this process began; none where nothing changed.
    role: Option<Role>,
    is_barred: bool,
}

impl Membership {
    pub(crate) fn of(snapshot: Snapshot) -> Self {
        let mut membership = Self::default();
        for (conversation, project) in snapshot.conversations {
            membership.start(conversation, project, &[]);
        }
        for (conversation, user) in snapshot.participants {
            membership.seat(conversation, user);
        }
        for (project, user) in snapshot.members {
            membership.admit(project, user);
        }
        membership
    }

    pub(crate) fn apply(&mut self, effect: &Effect) {
        match effect {
            Effect::None => {}
            Effect::Started {
                conversation,
                project,
                participants,
            } => self.start(*conversation, *project, participants),
            Effect::Participant {
                conversation,
                user,
                is_in: true,
            } => self.seat(*conversation, *user),
            Effect::Participant {
                conversation,
                user,
                is_in: false,
            } => {
                if let Some(room) = self.rooms.get_mut(conversation) {
                    room.participants.retain(|person| person != user);
                }
                self.person(*user).conversations.remove(conversation);
            }
            Effect::Member {
                project,
                user,
                is_in: true,
            } => self.admit(*project, *user),
            Effect::Member {
                project,
                user,
                is_in: false,
            } => {
                self.person(*user).projects.remove(project);
                if let Some(members) = self.members.get_mut(project) {
                    members.remove(user);
                }
            }
            Effect::Role { user, role } => self.person(*user).role = Some(*role),
            Effect::Barred { user, is_barred } => self.person(*user).is_barred = *is_barred,
        }
    }

    /// Who takes part in a conversation.
    pub(crate) fn participants(&self, conversation: ConversationId) -> &[UserId] {
        self.rooms
            .get(&conversation)
            .map_or(&[], |room| room.participants.as_slice())
    }

    /// Whether the person is a member of the conversation's project, the fence around it.
    pub(crate) fn is_inside(&self, user: UserId, conversation: ConversationId) -> bool {
        let project = self.rooms.get(&conversation).map(|room| room.project);
        let person = self.people.get(&user);
        matches!((project, person), (Some(project), Some(person)) if person.projects.contains(&project))
    }

    /// Whether the person takes part.
    pub(crate) fn takes_part(&self, user: UserId, conversation: ConversationId) -> bool {
        self.people
            .get(&user)
            .is_some_and(|person| person.conversations.contains(&conversation))
    }

    /// What the person takes part in, with the project of each.
    pub(crate) fn conversations(&self, user: UserId) -> Vec<(ConversationId, ProjectId)> {
        let own = self.people.get(&user).map(|person| &person.conversations);
        own.into_iter()
            .flatten()
            .filter_map(|id| self.rooms.get(id).map(|room| (*id, room.project)))
            .collect()
    }

    /// The projects the person is a member of.
    pub(crate) fn projects(&self, user: UserId) -> HashSet<ProjectId> {
        self.people
            .get(&user)
            .map(|person| person.projects.clone())
            .unwrap_or_default()
    }

    /// The members of a project.
    pub(crate) fn members(&self, project: ProjectId) -> impl Iterator<Item = UserId> {
        self.members.get(&project).into_iter().flatten().copied()
    }

    /// Everybody else who is a member of a project that the person is a member of.
    pub(crate) fn company(&self, user: UserId) -> HashSet<UserId> {
        let own = self.people.get(&user).map(|person| &person.projects);
        let members = own.into_iter().flatten();
        let mut company: HashSet<_> = members
            .filter_map(|project| self.members.get(project))
            .flatten()
            .copied()
            .collect();
        company.remove(&user);
        company
    }

    /// Whether two people meet in a project. Everybody meets themselves.
    pub(crate) fn are_acquainted(&self, one: UserId, other: UserId) -> bool {
        let projects = |user| self.people.get(&user).map(|person| &person.projects);
        one == other
            || matches!((projects(one), projects(other)), (Some(a), Some(b)) if !a.is_disjoint(b))
    }

    /// What the person became since this process began.
    pub(crate) fn changed_role(&self, user: UserId) -> Option<Role> {
        self.people.get(&user).and_then(|person| person.role)
    }

    /// Whether the person was found, since this process began, not to be let in any more.
    pub(crate) fn is_barred(&self, user: UserId) -> bool {
        self.people
            .get(&user)
            .is_some_and(|person| person.is_barred)
    }

    fn start(&mut self, conversation: ConversationId, project: ProjectId, people: &[UserId]) {
        self.rooms.entry(conversation).or_insert(Room {
            project,
            participants: Vec::new(),
        });
        for user in people {
            self.seat(conversation, *user);
        }
    }

    fn seat(&mut self, conversation: ConversationId, user: UserId) {
        if let Some(room) = self.rooms.get_mut(&conversation)
            && !room.participants.contains(&user)
        {
            room.participants.push(user);
        }
        self.person(user).conversations.insert(conversation);
    }

    fn admit(&mut self, project: ProjectId, user: UserId) {
        self.person(user).projects.insert(project);
        self.members.entry(project).or_default().insert(user);
    }

    fn person(&mut self, user: UserId) -> &mut Person {
        self.people.entry(user).or_default()
    }
}
