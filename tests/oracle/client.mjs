// The stock client, told by lines on stdin what to do, telling by lines on stdout what it heard.
//
//   node client.mjs URL TOKEN default|websocket|polling [static] [returns]
//
// With `static`, auth is an object, sent unchanged each time; with `returns`, the client comes back
// by itself, as it does by default.
//
// stdin:  {"do": "connect"} | {"do": "cut"} | {"do": "token", "token": T} | {"do": "ask", "name": N, "data": D}
// stdout: {"connect": {recovered}} | {"disconnect": reason} | {"refused": code} | {"upgraded": transport}
//         | {"event": N, "data": D, "extra": [...]} | {"answer": A}

import { createInterface } from "node:readline";
import { io } from "socket.io-client";

const [url, firstToken, transports, ...wishes] = process.argv.slice(2);
let token = firstToken;

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const socket = io(url, {
  ...(transports === "default" ? {} : { transports: [transports] }),
  autoConnect: false,
  // Otherwise, when to come back is the test's to say.
  reconnection: wishes.includes("returns"),
  reconnectionDelay: 50,
  reconnectionDelayMax: 200,
  auth: wishes.includes("static") ? { token } : (give) => give({ token }),
});

socket.on("connect", () => {
  tell({ connect: { recovered: socket.recovered === true } });
  const engine = socket.io.engine;
  const upgraded = () => tell({ upgraded: engine.transport.name });
  if (engine.transport.name === "websocket") upgraded();
  else engine.once("upgrade", upgraded);
});
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
