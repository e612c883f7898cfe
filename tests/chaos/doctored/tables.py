"""Read tables and files that are not what the log says."""

import copy

from .finding import breaks, first, op


@breaks("rows_agree_with_each_other")
def one_message_too_many_counts_as_read(run):
    first(run.tables["conversation_participants"])["read_ordinal"] += 1


@breaks("tables_are_the_fold")
def a_message_was_not_projected(run):
    run.tables["messages"].pop()


@breaks("tables_are_the_fold")
def a_message_was_projected_twice(run):
    run.tables["messages"].append(copy.deepcopy(run.tables["messages"][0]))


@breaks("tables_are_the_fold")
def an_edit_was_not_projected(run):
    row = first(run.tables["messages"], lambda r: r["edited_at"] and r["body"])
    row["edited_at"], row["version"] = None, 1


@breaks("rows_agree_with_each_other")
def a_deleted_text_stands_in_the_table(run):
    first(run.tables["messages"], lambda r: r["deleted_at"])["body"] = "what was deleted"


@breaks("tables_are_the_fold")
def an_act_of_reading_has_no_row(run):
    run.tables["message_read_receipts"].pop()


@breaks("tables_are_the_fold")
def a_report_has_no_row(run):
    run.tables["message_reports"].pop()


@breaks("rows_agree_with_each_other")
def the_tables_have_stopped_before_the_end(run):
    run.checkpoint["position"] -= 3





@breaks("files_have_their_bytes")
def a_file_has_other_bytes(run):
    row = first(run.tables["message_files"])
    key = first(run.uploads, lambda upload: upload["id"] == row["id"])["key"]
    first(run.blobs, lambda blob: blob["key"] == key)["sha256"] = "0" * 64


@breaks("files_have_their_bytes")
def a_file_in_a_message_is_gone(run):
    row = first(run.tables["message_files"])
    key = first(run.uploads, lambda upload: upload["id"] == row["id"])["key"]
    run.blobs = [blob for blob in run.blobs if blob["key"] != key]


@breaks("files_have_their_bytes")
def an_acknowledged_upload_is_gone(run):
    gone = op(run, "upload")["answer"]["items"][0]["id"]
    run.uploads = [upload for upload in run.uploads if upload["id"] != gone]
