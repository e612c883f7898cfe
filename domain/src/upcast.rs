//! The one place where old shapes of events become the present one.
//!
//! Old rows are never rewritten. A step lifts the payload of one event from one version to the
//! next; steps follow each other until none fits.

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use serde_json::Value;

/// One step: `name` from version `from` to `from + 1`.
#[derive(Clone, Copy)]
pub struct Upcast {
    /// The event's name.
    pub name: &'static str,
    /// The version it lifts from.
    pub from: u32,
    /// The change.
    pub lift: fn(&mut Value),
}

/// Every step there is.
pub const UPCASTS: &[Upcast] = &[
    // Version 2 may carry files; a message of version 1 carries none, which is what absence says.
    Upcast {
        name: "MessageSent",
        from: 1,
        lift: |_| {},
    },
];

/// The payload in its present shape, or none if it is that already.
pub(crate) fn upcast(
    steps: &[Upcast],
    name: &str,
    version: &str,
    payload: &str,
) -> Result<Option<String>, serde_json::Error> {
    let Ok(mut version) = version.parse::<u32>() else {
        return Ok(None);
    };
    let mut lifted: Option<Value> = None;
    while let Some(step) = steps.iter().find(|s| s.name == name && s.from == version) {
        let mut value = match lifted {
            Some(value) => value,
            None => serde_json::from_str(payload)?,
        };
        (step.lift)(&mut value);
        lifted = Some(value);
        version += 1;
    }
    Ok(lifted.map(|value| value.to_string()))
}

/// The same steps for the stock cqrs-es reader.
#[must_use]
pub fn stock() -> Vec<Box<dyn EventUpcaster>> {
    UPCASTS
        .iter()
        .map(|step| Box::new(*step) as Box<dyn EventUpcaster>)
        .collect()
}

impl EventUpcaster for Upcast {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        event_type == self.name && event_version == self.from.to_string()
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        (self.lift)(&mut event.payload);
        event.event_version = (self.from + 1).to_string();
        event
    }
}
