//! One identifier type per noun. All are UUIDs, written lower-case and hyphenated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Text that is not a lower-case, hyphenated UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is a UUID in lower case with hyphens")]
pub struct NotAnId;

/// Reads exactly the form we write: two spellings of one id would be two keys in a map.
fn parse(text: &str) -> Result<Uuid, NotAnId> {
    let canonical = text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase());
    match Uuid::try_parse(text) {
        Ok(id) if canonical => Ok(id),
        Ok(_) | Err(_) => Err(NotAnId),
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID of any version.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The bare UUID, for SQL and hashing.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut buffer = [0; 36];
                to.serialize_str(self.0.hyphenated().encode_lower(&mut buffer))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Text;
                impl de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a UUID in lower case with hyphens")
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(E::custom)
                    }
                }
                from.deserialize_str(Text)
            }
        }
    };
}

id!(
    /// A person. Made by us: the identity provider's own subject never enters the log.
    UserId
);
id!(
    /// A project: what people share, and the fence around what they may see.
    ProjectId
);
id!(
    /// A conversation, and the stream of its events.
    ConversationId
);
id!(
    /// A message, unique in its conversation. Clients may choose it.
    MessageId
);
id!(
    /// An uploaded file.
    FileId
);
id!(
    /// A report of one message by one person.
    ReportId
);
id!(
    /// One event, for ever.
    EventId
);

impl ReportId {
    /// The same for the same message and reporter, so that a second report is the first one again.
    /// A UUID of version 5 over the three ids' bytes, in the name space of the conversation.
    #[must_use]
    pub fn of(conversation: ConversationId, message: MessageId, reporter: UserId) -> Self {
        let name = [message.0.into_bytes(), reporter.0.into_bytes()].concat();
        Self(Uuid::new_v5(&conversation.0, &name))
    }
}
