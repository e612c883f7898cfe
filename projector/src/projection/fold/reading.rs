//! How far people have read, and how they keep it.

use domain::{ConversationId, Mine, ReadMarkerEvent, UserId};

use super::Fold;
use crate::projection::rows::Receipt;

impl Fold {
    pub(super) fn read_marker(
        &mut self,
        id: ConversationId,
        reader: UserId,
        event: &ReadMarkerEvent,
    ) {
        let part = (id, reader);
        if let ReadMarkerEvent::ConversationRead {
            at, after, up_to, ..
        } = event
        {
            self.0.receipts.push(Receipt {
                part,
                after_seq: *after,
                up_to_seq: *up_to,
                read_at: *at,
            });
        }
        let Some(participant) = self.0.participants.get_mut(&part) else {
            return;
        };
        let mine = match event {
            ReadMarkerEvent::ConversationRead { up_to, .. } => Mine {
                read_seq: *up_to,
                unread_from: None,
                muted: participant.muted,
            },
            ReadMarkerEvent::MarkedUnread { mine, .. } | ReadMarkerEvent::Muted { mine, .. } => {
                *mine
            }
        };
        participant.muted = mine.muted;
        // Somebody may have left, or left and come back, between asking and recording.
        if participant.left.is_none() {
            let joined = participant.joined_seq;
            participant.read_seq = mine.read_seq.max(joined);
            participant.unread_from = mine.unread_from.filter(|from| *from >= joined);
            participant.is_moved = true;
        }
    }
}
