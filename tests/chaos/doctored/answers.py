"""Answers that say what is not so, or not what they said before."""

from .finding import breaks, event, final, first, op


@breaks("repeats_are_answered_alike")
def a_repeat_was_answered_otherwise(run):
    one = first(run.ops, lambda o: o["what"] == "send" and o["type"] == "ok")
    one["tries"].append(one["tries"][-1] | {"answer": {"message": {"seq": 0}}, "replayed": True})


@breaks("repeats_are_answered_alike")
def a_key_was_forgotten(run):
    one = op(run, "send", lambda o: o["key"])
    run.keys = [key for key in run.keys if key["key"] != one["key"]]


@breaks("repeats_are_answered_alike")
def a_first_try_was_taken_for_a_repeat(run):
    op(run, "send", lambda o: o["key"])["tries"][0]["replayed"] = True


@breaks("errors_are_problems_in_their_windows")
def a_failure_while_nothing_was_broken(run):
    run.about["windows"], run.about["stalls"] = [], []
    one = op(run, "send")
    one["tries"].insert(0, one["tries"][0] | {"status": None, "answer": None})


@breaks("errors_are_problems_in_their_windows")
def more_was_refused_than_may_be(run):
    run.about["windows"], run.about["stalls"] = [], []
    problem = {"type": "about:blank", "title": "", "status": 503, "code": "unavailable", "requestId": "1"}
    for one in run.ops[::10]:
        one["tries"].insert(0, one["tries"][0] | {"status": 503, "answer": problem})


@breaks("all_is_quiet_at_the_end")
def a_killed_process_was_not_back_in_time(run):
    run.about["stalls"] = []
    window = {"fault": "kill", "target": "realtime-0", "begin": 0, "end": 6_000_000}
    run.about["windows"].append(window | {"back_ms": 6_000, "back_ms_max": 5_000})


@breaks("errors_are_problems_in_their_windows")
def a_refusal_that_says_nothing(run):
    first(run.ops, lambda o: o["type"] == "fail")["tries"][-1]["answer"] = "no"


@breaks("errors_are_problems_in_their_windows")
def a_problem_that_shows_a_statement(run):
    refused = first(run.ops, lambda o: o["type"] == "fail")
    refused["tries"][-1]["answer"]["detail"] = "select payload from log.events: connection refused"


@breaks("answers_are_the_fold")
def what_was_sent_is_not_there_for_who_asks_with_its_position(run):
    get = first(run.gets, lambda g: g["what"] == "after" and g["status"] == 200)
    get["answer"]["items"] = [i for i in get["answer"]["items"] if i["id"] != get["wanted"]]


@breaks("answers_are_the_fold")
def one_more_is_unread_than_there_is(run):
    first(final(run, "list")["answer"]["items"])["unread"] += 1


@breaks("answers_are_the_fold")
def an_edit_is_not_shown(run):
    get = final(run, "messages", lambda g: any(i["version"] > 1 for i in g["answer"]["items"]))
    item = first(get["answer"]["items"], lambda i: i["version"] > 1)
    item["version"] -= 1


@breaks("answers_are_the_fold")
def a_deleted_message_is_shown(run):
    get = final(run, "messages", lambda g: any("deletedAt" in i for i in g["answer"]["items"]))
    item = first(get["answer"]["items"], lambda i: "deletedAt" in i)
    sent = event(run, "MessageSent", lambda e: e["payload"]["id"] == item["id"])
    item["body"] = sent["payload"]["body"]["text"]
    del item["deletedAt"], item["deletedBy"]


@breaks("answers_are_the_fold")
def a_conversation_is_shown_to_a_stranger(run):
    hidden = first(run.gets, lambda g: g["final"] and g["what"] == "conversation" and g["status"] == 404)
    shown = final(run, "conversation", lambda g: g["conversation"] == hidden["conversation"])
    hidden["status"], hidden["answer"] = 200, shown["answer"]


@breaks("answers_are_the_fold")
def a_search_shows_what_a_stranger_wrote(run):
    hit = first(run.gets, lambda g: g["what"] == "search" and g["takes_part"])
    hidden = first(run.gets, lambda g: g["what"] == "search" and not g["takes_part"])
    hidden["answer"], hidden["wanted"] = hit["answer"], hit["wanted"]


@breaks("reads_never_go_back")
def another_process_answers_from_the_past(run):
    lists = [g for g in run.gets if g["what"] == "list" and g["status"] == 200 and "client" in g]
    later = first(
        later for later in lists for early in lists
        if later["client"] == early["client"] and later["begin"] > early["begin"]
        and early["answer"]["items"] and later["answer"]["items"]
        and early["answer"]["items"][0]["id"] in {i["id"] for i in later["answer"]["items"]}
    )
    for item in later["answer"]["items"]:
        item["lastSeq"] = 0
