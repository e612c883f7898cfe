//! What nodes tell each other, in words.

use std::fmt;
use std::str::FromStr;

use crate::Typing;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// The people on this node are others now.
    Moved(String),
    /// Somebody types on this node.
    Typing(String, Typing),
}

/// It is not one of ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unheard;

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moved(node) => write!(f, "moved {node}"),
            Self::Typing(node, typing) => {
                let word = if typing.is_typing {
                    "typing"
                } else {
                    "stopped"
                };
                write!(f, "{word} {} {} {node}", typing.conversation, typing.user)
            }
        }
    }
}

impl FromStr for Hint {
    type Err = Unheard;

    fn from_str(text: &str) -> Result<Self, Unheard> {
        let (word, rest) = text.split_once(' ').ok_or(Unheard)?;
        let is_typing = match word {
            "moved" => return Ok(Self::Moved(rest.to_owned())),
            "typing" => true,
            "stopped" => false,
            _ => return Err(Unheard),
        };
        let (conversation, rest) = rest.split_once(' ').ok_or(Unheard)?;
        let (user, node) = rest.split_once(' ').ok_or(Unheard)?;
        let typing = Typing {
            conversation: conversation.parse().map_err(|_| Unheard)?,
            user: user.parse().map_err(|_| Unheard)?,
            is_typing,
        };
        Ok(Self::Typing(node.to_owned(), typing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_heard_as_they_were_said_and_nonsense_is_not() {
        let typing = Typing {
            conversation: domain::ConversationId::new(uuid::Uuid::from_u128(1)),
            user: domain::UserId::new(uuid::Uuid::from_u128(2)),
            is_typing: true,
        };
        for hint in [
            Hint::Moved("node a".to_owned()),
            Hint::Typing("node a".to_owned(), typing),
        ] {
            assert_eq!(hint.to_string().parse(), Ok(hint));
        }
        for text in ["", "moved", "shouted x", "typing a b c"] {
            assert_eq!(text.parse::<Hint>(), Err(Unheard), "{text}");
        }
    }
}
