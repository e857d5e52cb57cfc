import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const CHANNELS = ["shell", "iopub", "stdin", "control", "hb"] as const;

export type Channel = (typeof CHANNELS)[number];

/** What a connection file says: where the kernel listens, and the key that signs its messages. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly ports: Readonly<Record<Channel, number>>;
  readonly signatureScheme: string;
  /** Empty if messages are not signed. */
  readonly key: string;
}

/** Reads and checks a connection file. The error names the file and the field that is wrong. */
export function readConnectionFile(path: string): Connection {
  try {
    return parseConnection(JSON.parse(readFileSync(path, "utf8")) as unknown);
  } catch (error) {
    throw new Error(`Cannot use the connection file ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The ZeroMQ address of a channel. */
export function addressOf(connection: Connection, channel: Channel): string {
  const separator = connection.transport === "ipc" ? "-" : ":";
  return `${connection.transport}://${connection.ip}${separator}${connection.ports[channel]}`;
}

/** A connection on free ports of 127.0.0.1, with a key of its own. The ports may be taken by others until the kernel binds them. */
export async function createConnection(): Promise<Connection> {
  const [shell, iopub, stdin, control, hb] = (await freePorts(CHANNELS.length)) as [number, number, number, number, number];
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    ports: { shell, iopub, stdin, control, hb },
    signatureScheme: "hmac-sha256",
    key: randomUUID(),
  };
}

/** Writes a connection file that only its owner can read, in a folder of its own; {@link removeConnectionFile} removes both. */
export function writeConnectionFile(connection: Connection): string {
  const path = join(mkdtempSync(join(tmpdir(), "tslab-magics-")), "connection.json");
  const { transport, ip, ports, signatureScheme, key } = connection;
  const portFields = Object.fromEntries(CHANNELS.map((channel) => [`${channel}_port`, ports[channel]]));
  writeFileSync(path, JSON.stringify({ transport, ip, ...portFields, signature_scheme: signatureScheme, key }), { mode: 0o600 });
  return path;
}

/** Removes a file that {@link writeConnectionFile} wrote, with its folder; without effect if they are gone. */
export function removeConnectionFile(path: string): void {
  rmSync(dirname(path), { recursive: true, force: true });
}

function parseConnection(value: unknown): Connection {
  if (typeof value !== "object" || value === null) throw new Error("it is not a JSON object.");
  const fields = value as Record<string, unknown>;
  return {
    transport: textField(fields, "transport", "tcp"),
    ip: textField(fields, "ip"),
    ports: Object.fromEntries(CHANNELS.map((channel) => [channel, portField(fields, `${channel}_port`)])) as Record<Channel, number>,
    signatureScheme: textField(fields, "signature_scheme", "hmac-sha256"),
    key: textField(fields, "key"),
  };
}

function textField(fields: Record<string, unknown>, name: string, whenAbsent?: string): string {
  const value = fields[name] ?? whenAbsent;
  if (typeof value !== "string") throw new Error(`its field "${name}" must be a string.`);
  return value;
}

function portField(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536) return value;
  throw new Error(`its field "${name}" must be a port number from 1 to 65535.`);
}

/** All servers listen at once, so that no port comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
