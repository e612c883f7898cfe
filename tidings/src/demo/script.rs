//! Who is in the demo and what they say.

use domain::Role;

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
    ("Tanaka Ceramics: online shop", &["nadia", "mei"]),
];

/// A conversation: whoever comes first starts it.
pub(super) struct Talk {
    pub(super) project: &'static str,
    pub(super) subject: &'static str,
    pub(super) people: &'static [&'static str],
    pub(super) lines: &'static [(&'static str, &'static str)],
}

/// The conversations, oldest first.
pub(super) const CONVERSATIONS: &[Talk] = &[
    Talk {
        project: "Harbour Coffee: new website",
        subject: "Opening hours and the map",
        people: &["jonas", "timo"],
        lines: &[
            (
                "jonas",
                "From December on we open at seven. Can the site say so?",
            ),
            ("timo", "Of course. Weekdays only, or the weekend too?"),
            ("jonas", "Weekdays. Saturday stays at nine, Sunday closed."),
            (
                "timo",
                "Done, it goes live on the first. The map shows the new entrance as well.",
            ),
        ],
    },
    Talk {
        project: "Harbour Coffee: new website",
        subject: "The new logo",
        people: &["clara", "timo", "nadia"],
        lines: &[
            (
                "clara",
                "We looked at the three drafts. The second one is the favourite of everybody here.",
            ),
            (
                "nadia",
                "Glad to hear it! Shall we try the anchor a little smaller?",
            ),
            ("clara", "Yes please. And could we see it on a cup?"),
            ("nadia", "You will have both tomorrow before noon."),
            (
                "timo",
                "I have a template of your cups, I will put it on that.",
            ),
            ("clara", "Perfect, thank you both."),
        ],
    },
    Talk {
        project: "Tanaka Ceramics: online shop",
        subject: "Shipping to Norway",
        people: &["mei", "nadia"],
        lines: &[
            (
                "mei",
                "A customer in Bergen asks for eight bowls. What would the shop charge for that?",
            ),
            (
                "nadia",
                "Up to five kilograms it is one parcel. I will add Norway to the table today.",
            ),
            ("mei", "ありがとう! Eight bowls are about four."),
        ],
    },
];
