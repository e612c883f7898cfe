import { mayDelete, mayEdit, mayReport, mayWrite } from "@/lib/permissions";
import type { Conversation, Message, Person } from "@/types/messaging";

export type MenuAction = "reply" | "copy" | "edit" | "unread" | "readers" | "edits" | "report" | "delete";

/** What this person may do with a message, in the order of the menu. */
export function actionsFor(who: Person, conversation: Conversation, message: Message): MenuAction[] {
  const actions: MenuAction[] = [];
  const isMine = message.authorId === who.id;
  if (mayWrite(who, conversation)) actions.push("reply");
  if (message.body !== "") actions.push("copy");
  if (mayEdit(who, conversation, message)) actions.push("edit");
  if (isMine && conversation.participants.length > 2) actions.push("readers");
  if (message.editedAt) actions.push("edits");
  if (!isMine) actions.push("unread");
  if (mayReport(who, message)) actions.push("report");
  if (mayDelete(who, conversation, message)) actions.push("delete");
  return actions;
}
