// The stock Socket.IO server, doing what is measured of ours: who comes in is in a room, and what
// is said in a room, by the same requests, goes to all in it as a frame of the same length.
import { createServer } from "node:http";
import { Server } from "socket.io";

// A frame of ours: 42["new-message",{...},"cursor"]
const [name, template, cursor] = JSON.parse(process.argv[2].slice(2));
const said = new Map();

const http = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const { body } = JSON.parse(Buffer.concat(parts).toString());
    const room = request.url.slice(1);
    const seq = (said.get(room) ?? 0) + 1;
    said.set(room, seq);
    const message = { ...template.message, seq, body };
    io.to(room).emit(name, { ...template, seq, message }, cursor);
    const answer = JSON.stringify({ message, position: template.position });
    response.writeHead(201, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});

const io = new Server(http, {
  transports: ["websocket"],
  pingInterval: 10_000,
  pingTimeout: 20_000,
  serveClient: false,
});

io.use((socket, next) => {
  const { token } = socket.handshake.auth;
  next(typeof token === "string" ? undefined : new Error("unauthenticated"));
});

io.on("connection", (socket) => {
  socket.join(socket.handshake.auth.token);
  socket.emit("ready", { cursor });
});

http.listen(0, "127.0.0.1", () => console.log(`ready 127.0.0.1:${http.address().port}`));
