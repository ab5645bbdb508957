// An adapter written from resources/help/adapter-protocol.md alone: node adapter.js STATION_FILE OUTBOX_FOLDER [DEVICE]
//
// It speaks for one device that counts its own ticks and can beep. The outbox is one append-only file of JSON lines, synced before
// anything is sent. WRONG=epoch|memory|twice|late|jump|greedy|mute|loose|stay makes it break one rule, so that the conformance check
// can be seen to fail.

import fs from "node:fs";
import path from "node:path";
import { randomUUID } from "node:crypto";
import { Dealer } from "zeromq";

const LEASE = 1500, HEARTBEAT = 500, NO_PROGRESS = 2000; // milliseconds
const [stationFile, folder, device = "node-1"] = process.argv.slice(2);
const wrong = process.env.WRONG ?? "";

function readStation() {
  // Plain `key = "value"` and `key = number` lines are all that a station file has.
  const entries = fs.readFileSync(stationFile, "utf8").matchAll(/^(\w+) = (.+)$/gm);
  const station = Object.fromEntries([...entries].map(([, key, value]) => [key, JSON.parse(value)]));
  if (station.hub_file && fs.existsSync(station.hub_file)) {
    const hub = JSON.parse(fs.readFileSync(station.hub_file, "utf8"));
    Object.assign(station, { host: hub.host, ingress: hub.ingress });
  }
  return station;
}

function writeStation(changes) {
  // Whole or not at all, and nobody else's to read; hub_file's ports are not written into it.
  const kept = fs.readFileSync(stationFile, "utf8").split("\n").filter((line) => line && !Object.keys(changes).includes(line.split(" = ")[0]));
  const added = Object.entries(changes).filter(([, value]) => value).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const draft = fs.openSync(`${stationFile}.new`, "w", 0o600);
  fs.writeSync(draft, [...kept, ...added, ""].join("\n"));
  fs.fsyncSync(draft);
  fs.closeSync(draft);
  fs.renameSync(`${stationFile}.new`, stationFile);
}

class Outbox {
  // Lines: {epoch} first; {n, event, at} an event; {begun: id} an intent; {acked: n}. A torn last line was never promised to anyone.
  constructor(file) {
    this.rows = new Map(); // n → event
    this.words = new Map(); // command id → its answer, or null while begun
    this.acked = 0;
    this.last = 0;
    const old = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
    for (const line of old.slice(0, old.lastIndexOf("\n") + 1).split("\n").filter(Boolean)) this.#take(JSON.parse(line));
    if (old && !old.endsWith("\n")) fs.truncateSync(file, Buffer.byteLength(old.slice(0, old.lastIndexOf("\n") + 1)));
    this.handle = fs.openSync(file, "a", 0o600);
    if (!this.epoch || wrong === "epoch") this.#write([{ epoch: `${Date.now().toString(16)}-${randomUUID().slice(0, 8)}` }]);
    for (const [id, word] of this.words) if (word === null) this.report({ kind: "command.not_known", id });
  }

  #take(line) {
    if (line.epoch) this.epoch = line.epoch;
    if (line.begun) this.words.set(line.begun, null);
    if (line.acked) this.acked = line.acked;
    if (line.n) {
      this.last = line.n;
      this.rows.set(line.n, line.event);
      if (line.event.kind.startsWith("command.")) this.words.set(line.event.id, line.event);
    }
  }

  #write(lines) {
    if (wrong !== "memory") {
      fs.writeSync(this.handle, lines.map((line) => JSON.stringify(line) + "\n").join(""));
      fs.fsyncSync(this.handle);
    }
    lines.forEach((line) => this.#take(line));
  }

  report(event) {
    this.#write([{ n: this.last + 1, at: Date.now(), event }]);
    return this.last;
  }

  begin(id) {
    this.#write([{ begun: id }]);
  }

  acknowledge(upto) {
    if (upto > this.acked) this.#take({ acked: Math.min(upto, this.last) }); // losing it costs a resend only
  }

  get first() {
    return this.rows.size ? this.rows.keys().next().value : 0;
  }
}

const outbox = new Outbox(path.join(folder, "outbox.jsonl"));
let socket = null, greeted = false, next = 1, acked = 0, credit = 0, boot = 0;
let hubKey = "", otherKey = false;
let heardAt = 0, saidAt = 0, greetedAt = 0, progressAt = 0, holdUntil = 0, nakAt = 0, stopping = false;
const now = () => performance.now(); // monotonic

let lane = Promise.resolve();
function say(message) {
  // zeromq.js allows one send at a time on a socket.
  const to = socket;
  saidAt = now();
  lane = lane.then(() => (to === socket && to && !to.closed ? to.send(JSON.stringify(message)) : undefined)).catch(() => undefined);
  return lane;
}

function greet() {
  greeted = false;
  greetedAt = now();
  const { epoch, acked: known, first, last } = outbox;
  say({ type: "hello", protocol: 1, adapter: station.name, epoch, acked: known, first, last, version: "1.0.0", devices: [device] });
}

function pump() {
  while (greeted && now() >= holdUntil && next <= outbox.last && (next <= acked + credit || wrong === "greedy")) {
    const extra = wrong === "loose" ? { extra: true } : {};
    if (outbox.rows.has(next) && !(wrong === "jump" && next === 2)) say({ type: "happened", n: next, event: outbox.rows.get(next), ...extra });
    next += 1;
  }
}

function report(event) {
  outbox.report(event);
  pump();
}

function obey(message, since) {
  const { id } = message;
  if (outbox.words.has(id) && wrong !== "twice") {
    if (outbox.words.get(id)) report(outbox.words.get(id)); // again, as it was
    return;
  }
  const refusal = message.boot < boot ? "old_hub" : now() >= since + message.expires_in * 1000 && wrong !== "late" ? "expired" : "";
  outbox.begin(id);
  if (!refusal && process.env.HALLWATCH_EFFECTS) fs.appendFileSync(process.env.HALLWATCH_EFFECTS, `${message.command.do}\n`);
  report({ kind: "command.reported", id, done: !refusal, detail: refusal || "beeped" });
}

function take(message, since) {
  if (message.type === "welcome") {
    ({ credit, boot } = message);
    [greeted, next, acked, progressAt] = [true, message.expect, message.expect - 1, now()];
    outbox.acknowledge(acked);
    if (hubKey === station.next_hub_key) writeStation({ hub_key: hubKey, next_hub_key: "" });
  } else if (message.type === "newkey") {
    if (station.next_hub_key !== message.key) writeStation({ next_hub_key: message.key });
    station.next_hub_key = message.key;
    say({ type: "keykept", key: message.key });
  } else if (message.type === "ack" && message.epoch === outbox.epoch && message.upto < next) {
    if (message.upto > acked) [acked, progressAt] = [message.upto, now()];
    credit = message.credit;
    outbox.acknowledge(acked);
  } else if (message.type === "nak" && message.epoch === outbox.epoch) {
    if (message.expect === nakAt) holdUntil = now() + 250;
    nakAt = next = message.expect;
    acked = Math.min(acked, next - 1);
  } else if (message.type === "refuse") {
    console.error(`refused: ${message.code}: ${message.reason}`);
  } else if (message.type === "do") {
    obey(message, since);
  } else if (message.type === "ask") {
    const word = outbox.words.get(message.id);
    if (word !== null) report(word ?? { kind: "command.not_known", id: message.id });
  } // anything else: a sign of life
  pump();
}

let station = readStation();
async function listen(mine) {
  let since = now();
  while (!mine.closed && mine === socket) {
    const frames = await mine.receive().catch(() => null);
    if (!frames || mine !== socket) return;
    heardAt = now();
    try {
      take(JSON.parse(frames[0].toString()), Math.max(since, heardAt - 1000));
    } catch (error) {
      console.error(`a message was not understood: ${error.message}`); // a newer hub may say more
    }
    since = heardAt;
  }
}

function connect() {
  socket?.close();
  otherKey = !greeted && !otherKey; // no welcome from a hub with the one: try the other
  greeted = false;
  station = readStation();
  hubKey = (otherKey && station.next_hub_key) || station.hub_key;
  socket = new Dealer({ linger: 0, immediate: true, heartbeatInterval: 1000, heartbeatTimeout: 3000, sendTimeout: 0 });
  socket.handshakeInterval = 3000;
  if (station.secret_key) {
    socket.curveServerKey = hubKey;
    socket.curvePublicKey = station.public_key;
    socket.curveSecretKey = station.secret_key;
  }
  socket.connect(`tcp://${station.host}:${station.ingress}`);
  heardAt = now();
  greetedAt = 0;
  listen(socket);
}

function keepTime() {
  const t = now();
  if (t - heardAt > LEASE) connect();
  else if (!greeted && t - greetedAt > HEARTBEAT) greet();
  else if (greeted && outbox.last > acked && t - progressAt > NO_PROGRESS) greet();
  else if (greeted && t - saidAt > HEARTBEAT && wrong !== "mute") say({ type: "beat" });
  if (outbox.last <= acked) progressAt = t;
  pump();
}

async function stop() {
  if (stopping || wrong === "stay") return;
  stopping = true;
  await Promise.race([say({ type: "bye" }), new Promise((done) => setTimeout(done, 300))]);
  await new Promise((done) => setTimeout(done, 100)); // LINGER is 0: let it leave
  socket.close();
  process.exit(0);
}

process.on("SIGTERM", stop);
process.on("SIGINT", stop);
outbox.report({ kind: "device.found", device });
connect();
setInterval(keepTime, 50);
if (process.env.TICKS) {
  let ticks = 0;
  setInterval(() => report({ kind: "device.measured", device, values: { ticks: ++ticks } }), 1000 / Number(process.env.TICKS));
}
