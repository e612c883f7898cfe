//! Who is in the demo, what they say and what they do.

use domain::{Outcome, ReportReason, Role};

/// What an identity provider would call them, their name, their role.
pub(super) const PEOPLE: &[(&str, &str, Role)] = &[
    ("ada", "Ada Lindqvist", Role::Admin),
    ("timo", "Timo Brandt", Role::Team),
    ("nadia", "Nadia Rahman", Role::Team),
    ("clara", "Clara Okafor", Role::Client),
    ("jonas", "Jonas Weber", Role::Client),
    ("mei", "Mei Tanaka", Role::Client),
    ("audrey", "Audrey Martin", Role::Auditor),
];

/// The projects, with who is in them.
pub(super) const PROJECTS: &[(&str, &[&str])] = &[
    (
        "Harbour Coffee: new website",
        &["timo", "nadia", "clara", "jonas"],
    ),
    ("Tanaka Ceramics: online shop", &["nadia", "timo", "mei"]),
];

/// A file of the demo: its name and its bytes.
#[derive(Clone, Copy)]
pub(super) struct Paper(pub(super) &'static str, pub(super) &'static [u8]);

macro_rules! paper {
    ($name:literal) => {
        Paper($name, include_bytes!(concat!("files/", $name)))
    };
}

/// What somebody does. Messages are counted from 0 as they are said.
pub(super) enum Step {
    /// Says something.
    Says(&'static str),
    /// Sends files with a word or two.
    Sends(&'static str, &'static [Paper]),
    /// Answers a message.
    Answers(usize, &'static str),
    /// Says a message in other words.
    Edits(usize, &'static str),
    /// Takes a message away.
    Deletes(usize),
    /// Has read all of it.
    Reads,
    /// Does not want to hear of it.
    Mutes,
    /// Complains about a message.
    Reports(usize, ReportReason, &'static str),
    /// Settles the complaint about a message that this person made.
    Settles(usize, &'static str, Outcome),
    /// Closes the conversation.
    Closes(&'static str),
}

/// A conversation: whoever comes first starts it.
pub(super) struct Talk {
    pub(super) project: &'static str,
    pub(super) subject: &'static str,
    pub(super) people: &'static [&'static str],
    pub(super) steps: &'static [(&'static str, Step)],
}

/// The conversations, oldest first.
pub(super) const CONVERSATIONS: &[Talk] = &[
    Talk {
        project: "Harbour Coffee: new website",
        subject: "Domain and e-mail move",
        people: &["timo", "jonas"],
        steps: &[
            (
                "timo",
                Step::Says("The domain is with us since this morning. Mail goes on as before."),
            ),
            (
                "jonas",
                Step::Says("Confirmed, I got three test mails. Nothing was lost."),
            ),
            ("timo", Step::Reads),
            ("ada", Step::Closes("The move is done and was confirmed.")),
        ],
    },
    Talk {
        project: "Harbour Coffee: new website",
        subject: "Opening hours and the map",
        people: &["jonas", "timo"],
        steps: &[
            (
                "jonas",
                Step::Says("From December on we open at seven. Can the site say so?"),
            ),
            (
                "timo",
                Step::Says("Of course. Weekdays only, or the weekend too?"),
            ),
            (
                "jonas",
                Step::Sends(
                    "Weekdays. Saturday stays at nine. Here is the whole week:",
                    &[paper!("opening-hours.csv")],
                ),
            ),
            (
                "timo",
                Step::Says("Done, it goes live on the first. The map shows the new entrance."),
            ),
            (
                "timo",
                Step::Edits(
                    3,
                    "Done, it goes live on **1 December**. The map shows the new entrance as well.",
                ),
            ),
            ("jonas", Step::Reads),
            ("jonas", Step::Mutes),
        ],
    },
    Talk {
        project: "Tanaka Ceramics: online shop",
        subject: "Comments under the products",
        people: &["mei", "nadia", "timo"],
        steps: &[
            (
                "mei",
                Step::Says("Somebody left a strange offer under the celadon bowls."),
            ),
            (
                "timo",
                Step::Says(
                    "Buy followers cheap!!! http://followers.example (this is what it said)",
                ),
            ),
            (
                "mei",
                Step::Reports(1, ReportReason::Spam, "Please do not repeat the link here."),
            ),
            ("timo", Step::Deletes(1)),
            (
                "timo",
                Step::Says(
                    "Sorry, I should not have pasted it. Comments now wait for your approval.",
                ),
            ),
            ("ada", Step::Settles(1, "mei", Outcome::MessageRemoved)),
            ("mei", Step::Answers(2, "Thank you, that is much better.")),
        ],
    },
    Talk {
        project: "Harbour Coffee: new website",
        subject: "The new logo",
        people: &["clara", "timo", "nadia"],
        steps: &[
            (
                "nadia",
                Step::Sends(
                    "Draft two, with the waves you asked for.",
                    &[paper!("logo-draft-2.png")],
                ),
            ),
            (
                "clara",
                Step::Says(
                    "We looked at all three. The second one is the favourite of everybody here.",
                ),
            ),
            (
                "nadia",
                Step::Says("Glad to hear it! Shall we try the anchor a little smaller?"),
            ),
            (
                "clara",
                Step::Answers(2, "Yes please. And could we see it on a cup?"),
            ),
            (
                "timo",
                Step::Says("I have a template of your cups, I will put it on that."),
            ),
            ("clara", Step::Reads),
            (
                "nadia",
                Step::Sends(
                    "Smaller anchor, rust ring, and the cup:",
                    &[paper!("logo-draft-2b.png"), paper!("cup.png")],
                ),
            ),
        ],
    },
    Talk {
        project: "Tanaka Ceramics: online shop",
        subject: "Shipping to Norway",
        people: &["mei", "nadia"],
        steps: &[
            (
                "mei",
                Step::Sends(
                    "A customer in Bergen asks for eight of these. What would the shop charge?",
                    &[paper!("bowl-celadon.png")],
                ),
            ),
            (
                "nadia",
                Step::Sends(
                    "Up to five kilograms it is one parcel. This is the table I would add:",
                    &[paper!("shipping-norway.csv")],
                ),
            ),
            (
                "mei",
                Step::Says("ありがとう! Eight bowls are about four kilograms."),
            ),
            (
                "nadia",
                Step::Sends(
                    "Then 19.90. The offer for the second stage is attached too.",
                    &[paper!("offer-2026-031.pdf")],
                ),
            ),
        ],
    },
];
