import { io } from "socket.io-client";
import { backoffMs } from "@/lib/backoff";
import { frameOf, type Frame } from "@/types/frames";
import type { ConnectionState } from "@/types/messaging";

export interface SocketPorts {
  /** The last cursor that was handled; the server goes on from there. */
  cursor: () => string | null;
  onFrame: (frame: Frame) => void;
  onState: (state: ConnectionState) => void;
}

export interface Socket {
  start: () => void;
  stop: () => void;
  reconnectNow: () => void;
  emit: (event: "typing" | "stop-typing", conversationId: string) => void;
}

/** Codes after which coming back by ourselves would be refused again. */
const SIGNED_OUT = new Set([4401, 4403]);
/** A connection that said nothing for this long is dead, whatever the timers of a sleeping tab say; the server pings every 10 s. */
const SILENCE_MS = 35_000;

/** One Socket.IO connection with a backoff of its own: half fixed, half random, at once when the network or the tab comes back. */
export function useSocket(ports: SocketPorts): Socket {
  const socket = io({
    autoConnect: false,
    reconnection: false,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    auth: (give: (data: object) => void) => {
      const cursor = ports.cursor();
      give(cursor === null ? {} : { cursor });
    },
  });
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  let heardAt = 0;

  function connect(): void {
    clearTimeout(timer);
    if (!isWanted || socket.connected) return;
    if (!navigator.onLine) {
      ports.onState("offline");
      return;
    }
    // A half-open attempt is given up for a new one.
    socket.disconnect();
    socket.connect();
  }

  function later(): void {
    if (!isWanted) return;
    ports.onState(navigator.onLine ? "lost" : "offline");
    clearTimeout(timer);
    timer = setTimeout(connect, backoffMs(attempt));
    attempt += 1;
  }

  function end(state: ConnectionState): void {
    isWanted = false;
    clearTimeout(timer);
    socket.disconnect();
    ports.onState(state);
  }

  socket.onAny((event: string, data: unknown) => {
    heardAt = Date.now();
    const frame = frameOf(event, data);
    if (frame === null) return;
    if (frame.event === "ready") {
      attempt = 0;
      ports.onState("online");
    }
    if (frame.event === "closing" && !frame.data.retry) {
      end(SIGNED_OUT.has(frame.data.code) ? "signed-out" : "stopped");
      return;
    }
    ports.onFrame(frame);
  });
  socket.on("connect", () => {
    heardAt = Date.now();
    socket.io.engine.on("heartbeat", () => {
      heardAt = Date.now();
    });
  });
  socket.on("connect_error", (error: Error & { data?: { code?: string } }) => {
    const code = error.data?.code;
    if (code === "unauthenticated" || code === "token-expired" || code === "forbidden") end("signed-out");
    else later();
  });
  socket.on("disconnect", (reason) => {
    if (reason !== "io client disconnect") later();
  });

  function reconnectNow(): void {
    attempt = 0;
    clearTimeout(timer);
    if (!isWanted) return;
    socket.disconnect();
    connect();
  }

  function onVisible(): void {
    if (document.visibilityState !== "visible") return;
    const isSilent = Date.now() - heardAt > SILENCE_MS;
    if (!socket.connected || isSilent) reconnectNow();
  }
  function onOffline(): void {
    if (isWanted) ports.onState("offline");
  }

  function start(): void {
    isWanted = true;
    attempt = 0;
    window.addEventListener("online", reconnectNow);
    window.addEventListener("offline", onOffline);
    document.addEventListener("visibilitychange", onVisible);
    connect();
  }

  function stop(): void {
    isWanted = false;
    clearTimeout(timer);
    window.removeEventListener("online", reconnectNow);
    window.removeEventListener("offline", onOffline);
    document.removeEventListener("visibilitychange", onVisible);
    socket.disconnect();
  }

  return {
    start,
    stop,
    reconnectNow,
    // Typing that cannot go out now is worth nothing later.
    emit: (event, conversationId) => {
      if (socket.connected) socket.volatile.emit(event, { conversationId });
    },
  };
}
