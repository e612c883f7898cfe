use axum::extract::ws::Utf8Bytes;

/// Stands between the packets of a payload. JSON never holds it unescaped.
const SEPARATOR: char = '\u{1e}';

/// Packets that came in one request, cut apart as they are heard: a payload of nothing but
/// separators takes no more room than it came with.
#[derive(Debug, Default)]
pub(super) struct Payload {
    text: String,
    /// Where the next packet begins; none at the end.
    at: Option<usize>,
}

impl Payload {
    pub(super) const fn new(text: String) -> Self {
        Self { text, at: Some(0) }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.at.is_none()
    }

    pub(super) fn next(&mut self) -> Option<String> {
        let at = self.at?;
        let rest = self.text.get(at..)?;
        let Some((packet, _)) = rest.split_once(SEPARATOR) else {
            let packet = rest.to_owned();
            *self = Self::default();
            return Some(packet);
        };
        let packet = packet.to_owned();
        self.at = Some(at + packet.len() + SEPARATOR.len_utf8());
        Some(packet)
    }
}

/// Packets as one payload.
pub(super) fn join(packets: &[Utf8Bytes]) -> String {
    let bytes = packets.iter().map(|packet| packet.len() + 1).sum();
    let mut payload = String::with_capacity(bytes);
    for (index, packet) in packets.iter().enumerate() {
        if index > 0 {
            payload.push(SEPARATOR);
        }
        payload.push_str(packet);
    }
    payload
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        let mut payload = Payload::new(text.to_owned());
        std::iter::from_fn(|| payload.next()).collect()
    }

    #[test]
    fn packets_come_out_as_they_went_in() {
        for packets in [vec!["42[1]"], vec!["2", "42[\"ä\"]", "6"], vec!["", "", ""]] {
            let joined = join(
                &packets
                    .iter()
                    .copied()
                    .map(Utf8Bytes::from)
                    .collect::<Vec<_>>(),
            );
            assert_eq!(split(&joined), packets);
        }
    }
}
