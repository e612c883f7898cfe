//! People and projects.

use domain::{ProjectId, Role, UserId};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody that an answer mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Our id for them.
    #[schema(value_type = String, format = Uuid)]
    pub id: UserId,
    /// What they are called; null when never told, or erased.
    pub name: Option<String>,
    /// What they are.
    #[schema(value_type = String)]
    pub role: Role,
    /// Whether they are here now: absent when not asked, null when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<bool>)]
    pub online: Option<Option<bool>>,
}

/// A person as the directory's keepers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryPerson {
    /// Our id for them.
    #[schema(value_type = String, format = Uuid)]
    pub id: UserId,
    /// What they are called; null when never told, or erased.
    pub name: Option<String>,
    /// What they are.
    #[schema(value_type = String)]
    pub role: Role,
    /// What the identity provider calls them; "" where it calls them nothing, or no longer.
    pub subject: String,
    /// Where mail reaches them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub email: Option<String>,
    /// Whether they may not sign in.
    pub disabled: bool,
    /// Whether their words were erased.
    pub erased: bool,
}

/// A project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ProjectId,
    /// What it is called.
    pub name: String,
}
