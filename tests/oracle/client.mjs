// The stock client, told by lines on stdin what to do, telling by lines on stdout what it heard.
//
//   node client.mjs URL TOKEN
//
// stdin:  {"do": "connect"} | {"do": "cut"} | {"do": "token", "token": T} | {"do": "ask", "name": N, "data": D}
// stdout: {"connect": {recovered}} | {"disconnect": reason} | {"refused": code} | {"event": N, "data": D, "extra": [...]} | {"answer": A}

import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, firstToken] = process.argv.slice(2);
let token = firstToken;

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const socket = io(url, {
  transports: ["websocket"],
  autoConnect: false,
  // When to come back is the test's to say.
  reconnection: false,
  auth: (give) => give({ token }),
});

socket.on("connect", () => tell({ connect: { recovered: socket.recovered === true } }));
socket.on("disconnect", (reason) => tell({ disconnect: reason }));
socket.on("connect_error", (error) => tell({ refused: error.data?.code ?? error.message }));
socket.onAny((event, data, ...extra) => tell({ event, data, extra }));

const deeds = {
  connect: () => socket.connect(),
  cut: () => socket.io.engine.close(),
  token: (line) => {
    token = line.token;
  },
  ask: (line) => socket.emit(line.name, line.data, (answer) => tell({ answer })),
};

createInterface({ input: process.stdin })
  .on("line", (text) => {
    const line = JSON.parse(text);
    deeds[line.do](line);
  })
  .on("close", () => process.exit(0));
