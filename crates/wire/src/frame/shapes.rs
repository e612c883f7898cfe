//! The shapes of all frames, for the contract.

use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::{
    Closing, ConversationUpdated, CursorMoved, FrameName, MessageDeleted, MessageRead,
    MessageUpdated, MineUpdated, NewMessage, PersonUpdated, Presence, Ready, Resync, TokenExpiring,
    UserPresence, UserTyping,
};

/// A frame's name, and a shape that its data may have.
#[derive(Clone)]
pub struct Shape {
    /// The frame.
    pub name: FrameName,
    /// What the shape is called.
    pub schema_name: String,
    /// The shape, and those that it refers to, by their names.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// Every shape of every frame.
#[must_use]
pub fn shapes() -> Vec<Shape> {
    vec![
        of::<NewMessage>(FrameName::NewMessage),
        of::<MessageUpdated>(FrameName::MessageUpdated),
        of::<MessageDeleted>(FrameName::MessageDeleted),
        of::<MessageRead>(FrameName::MessageRead),
        of::<ConversationUpdated>(FrameName::ConversationUpdated),
        of::<MineUpdated>(FrameName::ConversationUpdated),
        of::<PersonUpdated>(FrameName::PersonUpdated),
        of::<UserTyping>(FrameName::UserTyping),
        of::<UserTyping>(FrameName::UserStoppedTyping),
        of::<UserPresence>(FrameName::UserJoined),
        of::<UserPresence>(FrameName::UserLeft),
        of::<Presence>(FrameName::Presence),
        of::<Ready>(FrameName::Ready),
        of::<Resync>(FrameName::Resync),
        of::<CursorMoved>(FrameName::Cursor),
        of::<TokenExpiring>(FrameName::TokenExpiring),
        of::<Closing>(FrameName::Closing),
    ]
}

fn of<T: ToSchema>(name: FrameName) -> Shape {
    let schema_name = T::name().into_owned();
    let mut schemas = vec![(schema_name.clone(), T::schema())];
    T::schemas(&mut schemas);
    Shape {
        name,
        schema_name,
        schemas,
    }
}
