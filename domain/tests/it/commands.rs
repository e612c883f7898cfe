//! Commands, what they rest on, and when one is a repeat.

use std::collections::HashMap;

use cqrs_es::Aggregate as _;
use domain::{
    Command, Conversation, ConversationCommand, ConversationId, Event, Known, MessageFact,
    MessageId, Name, Project, ProjectCommand, ProjectEvent, ProjectId, ReadMarkerCommand, Refusal,
    Role, State, StreamId, StreamKind, User, UserCommand, UserEvent, UserId,
};

use crate::given::*;

/// What a writer holds ready.
#[derive(Default)]
struct Memory {
    conversation: Option<Conversation>,
    project: Option<Project>,
    users: HashMap<UserId, User>,
}

impl Known for Memory {
    fn conversation(&self, _: ConversationId) -> Option<&Conversation> {
        self.conversation.as_ref()
    }
    fn project(&self, _: ProjectId) -> Option<&Project> {
        self.project.as_ref()
    }
    fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }
    fn message(&self, _: ConversationId, _: MessageId) -> Option<MessageFact> {
        None
    }
}

/// The conversation of client and team person, with a project that both are in.
fn memory() -> Memory {
    let mut memory = Memory::default();
    let mut conversation = Conversation::default();
    conversation.apply(started());
    memory.conversation = Some(conversation);
    let mut project = Project::default();
    let name = Name::parse("Website").unwrap();
    let (by, at) = (user(9), at(0));
    project.apply(ProjectEvent::ProjectCreated { by, at, name });
    for user_id in [CLIENT, TEAM] {
        project.apply(ProjectEvent::MemberAdded { by, at, user_id });
    }
    memory.project = Some(project);
    for (id, role) in [
        (CLIENT, Role::Client),
        (TEAM, Role::Team),
        (OTHER, Role::Client),
    ] {
        let mut person = User::default();
        let (name, email) = (None, None);
        person.apply(UserEvent::UserRegistered {
            by,
            at,
            role,
            name,
            email,
        });
        memory.users.insert(id, person);
    }
    memory
}

fn send(text: &str) -> Command {
    let send = ConversationCommand::SendMessage {
        id: message(1),
        body: body(text),
        files: vec![],
        reply_to: Some(message(2)),
    };
    Command::Conversation(conversation(), send)
}

fn mark(up_to: u64) -> Command {
    Command::ReadMarker(
        conversation(),
        CLIENT,
        ReadMarkerCommand::MarkRead { up_to },
    )
}

#[test]
fn what_a_command_needs_grows_with_what_is_known() {
    let own = StreamId::Conversation(conversation());
    let at_first = send("a").needs(CLIENT, &Memory::default());
    assert_eq!(at_first, [own, StreamId::User(CLIENT)]);
    let then = send("a").needs(CLIENT, &memory());
    assert_eq!(
        then,
        [own, StreamId::User(CLIENT), StreamId::Project(project())]
    );
}

#[test]
fn people_that_are_named_are_needed() {
    let add = ConversationCommand::AddParticipant { user_id: OTHER };
    let needs = Command::Conversation(conversation(), add).needs(TEAM, &Memory::default());
    assert!(needs.contains(&StreamId::User(OTHER)));
    let add = ProjectCommand::AddMember { user_id: OTHER };
    let needs = Command::Project(project(), add).needs(TEAM, &Memory::default());
    assert!(needs.contains(&StreamId::User(OTHER)));
}

#[test]
fn a_mark_needs_its_conversation_and_the_project_of_that() {
    let needs = mark(1).needs(CLIENT, &memory());
    let expected = [
        StreamId::ReadMarker(conversation(), CLIENT),
        StreamId::User(CLIENT),
        StreamId::Conversation(conversation()),
        StreamId::Project(project()),
    ];
    assert_eq!(needs, expected);
}

#[test]
fn a_send_names_its_message_and_the_one_it_answers() {
    let named = [(conversation(), message(1)), (conversation(), message(2))];
    assert_eq!(send("a").messages_named(), named);
    assert_eq!(send("a").message_sent(), Some(named[0]));
    assert_eq!(mark(1).messages_named(), []);
}

fn sent(by: UserId, text: &str, reply_to: Option<u128>) -> Event {
    let reply_to = reply_to.map(|number| domain::ReplyTo {
        id: message(number),
        seq: 2,
        author_id: TEAM,
    });
    let (id, at) = (message(1), at(1));
    // Another salt than the command has: each try brings a new one.
    let body = domain::Private::new(domain::Body::parse(text).unwrap(), domain::Salt([1; 16]));
    Event::Conversation(domain::ConversationEvent::MessageSent {
        id,
        by,
        at,
        body,
        files: vec![],
        reply_to,
    })
}

#[test]
fn a_repeat_has_the_same_author_text_and_original() {
    assert!(send("a").is_repeat_of(CLIENT, &sent(CLIENT, "a", Some(2))));
    for (by, event) in [
        (TEAM, sent(CLIENT, "a", Some(2))),
        (CLIENT, sent(CLIENT, "b", Some(2))),
        (CLIENT, sent(CLIENT, "a", Some(3))),
        (CLIENT, sent(CLIENT, "a", None)),
        (CLIENT, Event::Conversation(started())),
    ] {
        assert!(!send("a").is_repeat_of(by, &event), "{by:?} {event:?}");
    }
}

#[test]
fn nothing_is_a_repeat_of_an_erased_message() {
    let Event::Conversation(domain::ConversationEvent::MessageSent {
        id,
        by,
        at,
        body,
        reply_to,
        ..
    }) = sent(CLIENT, "a", Some(2))
    else {
        panic!("not a message");
    };
    let body = body.erased();
    let erased = domain::ConversationEvent::MessageSent {
        id,
        by,
        at,
        body,
        files: vec![],
        reply_to,
    };
    assert!(!send("a").is_repeat_of(CLIENT, &Event::Conversation(erased)));
}

#[test]
fn facts_are_taken_from_what_is_known() {
    let mut state = State::Conversation(memory().conversation.unwrap());
    let say = ConversationCommand::SendMessage {
        id: message(1),
        body: body("a"),
        files: vec![],
        reply_to: None,
    };
    let say = Command::Conversation(conversation(), say);
    let refused = state.handle(&say, OTHER, at(1), &memory());
    assert_eq!(refused, Err(Refusal::NoSuchConversation));
    let unknown = state.handle(&say, user(77), at(1), &memory());
    assert_eq!(unknown, Err(Refusal::NoSuchPerson));
    let events = state.handle(&say, CLIENT, at(1), &memory()).unwrap();
    assert_eq!(events, [Event::Conversation(said(1, CLIENT, "a"))]);
    // The state has taken it in.
    let State::Conversation(conversation) = state else {
        panic!("not a conversation");
    };
    assert_eq!(conversation.core().unwrap().last_seq, 2);
}

#[test]
fn a_mark_that_does_not_move_tells_how_far_was_read() {
    let mut state = State::empty(StreamKind::ReadMarker);
    let events = state.handle(&mark(0), CLIENT, at(1), &memory()).unwrap();
    assert_eq!(events, []);
    let State::ReadMarker(marker) = state else {
        panic!("not a marker");
    };
    assert_eq!(marker.mine().read_seq, 1);
}

#[test]
fn people_who_are_not_known_yet_register_themselves() {
    let register = UserCommand::RegisterUser {
        role: Role::Client,
        name: None,
        email: None,
    };
    let mut state = State::empty(StreamKind::User);
    let of_another = Command::User(user(50), register.clone());
    let refused = state.handle(&of_another, user(51), at(1), &memory());
    assert_eq!(refused, Err(Refusal::NoSuchPerson));
    let events = state.handle(
        &Command::User(user(50), register),
        user(50),
        at(1),
        &memory(),
    );
    assert_eq!(events.unwrap().len(), 1);
}

#[test]
fn only_a_person_who_is_known_is_let_into_a_project() {
    let mut memory = memory();
    let mut admin = User::default();
    let (by, at, role) = (user(9), at(0), Role::Admin);
    let (name, email) = (None, None);
    admin.apply(UserEvent::UserRegistered {
        by,
        at,
        role,
        name,
        email,
    });
    memory.users.insert(user(9), admin);
    let mut state = State::Project(memory.project.take().unwrap());
    for (user_id, expected) in [(user(77), Err(Refusal::NoSuchPerson)), (OTHER, Ok(1))] {
        let add = Command::Project(project(), ProjectCommand::AddMember { user_id });
        let result = state.handle(&add, user(9), at, &memory);
        assert_eq!(result.map(|events| events.len()), expected);
    }
}
