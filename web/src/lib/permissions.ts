import type { Conversation, Message, Person } from "@/types/messaging";

// What a role may do; the server decides, this only leaves out buttons that would be refused.

const takesPart = (who: Person, conversation: Conversation) => conversation.participants.some((one) => one.userId === who.id);

export const mayWrite = (who: Person, conversation: Conversation) =>
  who.role !== "auditor" && (who.role === "admin" || (conversation.status === "active" && takesPart(who, conversation)));

export const mayStart = (who: Person) => who.role !== "auditor";

export const mayEdit = (who: Person, conversation: Conversation, message: Message) =>
  message.authorId === who.id && !message.deletedAt && !message.erased && mayWrite(who, conversation);

export const mayDelete = (who: Person, conversation: Conversation, message: Message) =>
  !message.deletedAt && (message.authorId === who.id || who.role === "admin") && mayWrite(who, conversation);

export const mayReport = (who: Person, message: Message) =>
  who.role !== "auditor" && message.authorId !== who.id && !message.deletedAt && !message.erased;

export const mayManagePeople = (who: Person, conversation: Conversation) =>
  who.role === "admin" || (who.role === "team" && takesPart(who, conversation));

export const mayChangeSubject = (who: Person, conversation: Conversation) =>
  who.role === "admin" || conversation.createdBy === who.id || mayManagePeople(who, conversation);

/** Whether the admin console is for them; an auditor sees it and changes nothing. */
export const isOverseer = (who: Person) => who.role === "admin" || who.role === "auditor";
