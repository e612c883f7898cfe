"""The bus, and how a run ends."""

from .finding import breaks, first


@breaks("topic_is_the_log")
def the_bus_has_two_events_in_the_wrong_order(run):
    run.topic = topic(run)
    run.topic[3], run.topic[4] = run.topic[4], run.topic[3]


@breaks("topic_is_the_log")
def the_bus_has_lost_the_last_event(run):
    run.topic = topic(run)[:-1]


def topic(run):
    return [{"position": e["position"], "event_id": e["event_id"]} for e in run.events]


@breaks("all_is_quiet_at_the_end")
def a_process_ended_at_its_start(run):
    run.about["stalls"] = []
    run.about["logs"][0]["restarts"] = 1


@breaks("pushes_go_on_without_the_bus")
def nothing_was_pushed_while_the_bus_was_gone(run):
    ready = {line["session"]: line["at"] for line in run.readies}
    done = [o for o in run.ops if o["what"] == "send" and o["type"] == "ok"]
    sent = {o["answer"]["message"]["id"]: o["end"] for o in done}
    bodies = {b["body"]: b["data"]["message"]["id"] for b in run.bodies if b["event"] == "new-message"}
    pushed = lambda f: ready.get(f["session"], 10**12) < sent.get(bodies.get(f["body"]), 0)
    late = first(run.frames, pushed)
    at = sent[bodies[late["body"]]]
    window = {"fault": "kill-kafka", "target": "kafka", "begin": at - 4_000_000, "end": at}
    run.about["windows"].append(window)
    late["at"] = at + 3_500_000


@breaks("all_is_quiet_at_the_end")
def a_transaction_was_left_open(run):
    run.about["quiet"]["idle_in_transaction"] = 1


@breaks("all_is_quiet_at_the_end")
def a_conversation_was_parked(run):
    run.about["quiet"]["parked"] = 1


@breaks("all_is_quiet_at_the_end")
def a_token_stands_in_a_log(run):
    run.about["logs"][0]["spilled"].append("a token")
