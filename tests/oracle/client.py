# The stock client of Python, told by lines on stdin what to do, telling by lines on stdout what it
# heard: the same words as client.mjs.
#
#   client.py URL TOKEN default|websocket|polling

import json
import os
import sys
import threading

import socketio

url, token, transports = sys.argv[1:]
lock = threading.Lock()
client = socketio.Client(reconnection_delay=0.05, reconnection_delay_max=0.2)


def tell(line):
    with lock:
        print(json.dumps(line), flush=True)


# Asked again each time it connects.
def auth():
    return {"token": token}


client.on("connect", lambda: tell({"connect": {"transport": client.transport()}}))
client.on("disconnect", lambda reason: tell({"disconnect": reason}))
client.on("connect_error", lambda error: tell({"refused": error["data"]["code"] if isinstance(error, dict) else str(error)}))
client.on("*", lambda event, data, *extra: tell({"event": event, "data": data, "extra": list(extra)}))


def connect(line):
    chosen = None if transports == "default" else [transports]
    try:
        client.connect(url, auth=auth, transports=chosen)
    except socketio.exceptions.ConnectionError:
        # Told by connect_error already.
        pass


def ask(line):
    client.emit(line["name"], line["data"], callback=lambda answer: tell({"answer": answer}))


deeds = {"connect": connect, "ask": ask}
for text in sys.stdin:
    line = json.loads(text)
    deeds[line["do"]](line)
os._exit(0)
