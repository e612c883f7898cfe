//! A follower that hears a real Kafka: whatever becomes of the records, it yields the log.

mod encoding;
mod given;
mod healing;
mod outages;
mod records;
mod settings;
mod topics;
