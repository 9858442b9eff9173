// SPDX-License-Identifier: Apache-2.0
/** A client of the Debug Adapter Protocol that speaks with the built program `bao-debug dap` over its standard streams. */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { startBaoDebug } from '../support/bao-debug';

const HEADER_END = '\r\n\r\n';
/** Longer than anything here takes on a busy machine; what takes longer hangs. */
const PATIENCE = 60_000;

export interface Exchange {
  readonly kind: 'request' | 'response' | 'event';
  readonly message: DebugProtocol.ProtocolMessage;
}

type Arrival = (message: DebugProtocol.ProtocolMessage) => boolean;

export class DapClient {
  /** Everything that was said, in order. */
  readonly log: Exchange[] = [];
  readonly events: DebugProtocol.Event[] = [];
  private readonly process: ChildProcess;
  private readonly waiting = new Set<Arrival>();
  private received = Buffer.alloc(0);
  private sequence = 1;
  private consumed = 0;
  errors = '';

  constructor(folder?: string) {
    this.process = startBaoDebug(['dap'], folder === undefined ? {} : { folder });
    // One for each answer that is awaited.
    this.process.setMaxListeners(0);
    this.process.stdout!.on('data', (bytes: Buffer) => this.take(bytes));
    this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** The response, whether it is a success or not. */
  send<Body = unknown>(command: string, args?: object): Promise<DebugProtocol.Response & { body: Body }> {
    const request = {
      seq: this.sequence++,
      type: 'request',
      command,
      ...(args === undefined ? {} : { arguments: args }),
    };
    this.log.push({ kind: 'request', message: request });
    const answered = this.answerTo(request.seq);
    this.write(frameOf(JSON.stringify(request)));
    return answered as Promise<DebugProtocol.Response & { body: Body }>;
  }

  /** The response to the request with a number. */
  answerTo(sequence: number): Promise<DebugProtocol.Response> {
    return this.wait(
      `the response to request ${sequence}`,
      (message) => message.type === 'response' && (message as DebugProtocol.Response).request_seq === sequence,
    ) as Promise<DebugProtocol.Response>;
  }

  /** The body of a response that has to be a success. */
  async request<Body = Record<string, never>>(command: string, args?: object): Promise<Body> {
    const response = await this.send<Body>(command, args);
    if (!response.success) {
      throw new Error(`${command} failed: ${response.message}`);
    }
    return response.body;
  }

  /** The message of a response that has to be a failure. */
  async failure(command: string, args?: object): Promise<string> {
    const response = await this.send<{ error?: DebugProtocol.Message }>(command, args);
    if (response.success) {
      throw new Error(`${command} was a success: ${JSON.stringify(response.body)}`);
    }
    return response.body?.error?.format ?? response.message ?? '';
  }

  /** The next event of a name that no earlier call has returned, also one that came before this call. */
  async event<Body = Record<string, unknown>>(name: string, fits: (body: Body) => boolean = () => true): Promise<Body> {
    const isIt = (event: DebugProtocol.Event): boolean => event.event === name && fits(event.body as Body);
    const index = this.events.findIndex((event, at) => at >= this.consumed && isIt(event));
    if (index >= 0) {
      this.consumed = index + 1;
      return this.events[index]!.body as Body;
    }
    const found = await this.wait(
      `the event ${name}`,
      (message) => message.type === 'event' && isIt(message as DebugProtocol.Event),
    );
    this.consumed = this.events.indexOf(found as DebugProtocol.Event) + 1;
    return (found as DebugProtocol.Event).body as Body;
  }

  /** Sends bytes as they are. */
  write(bytes: Buffer | string): void {
    this.process.stdin!.write(bytes);
  }

  /** As a client does that has crashed: what is written to it meets a closed pipe. */
  stopReading(): void {
    this.process.stdout!.destroy();
  }

  endInput(): void {
    this.process.stdin!.end();
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Waits for the end of the process. */
  async exit(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const timer = setTimeout(() => this.process.kill('SIGKILL'), PATIENCE);
      await once(this.process, 'exit');
      clearTimeout(timer);
    }
    return { code: this.process.exitCode, signal: this.process.signalCode };
  }

  /** For hooks: no process stays behind. */
  async close(): Promise<void> {
    this.process.stdin!.destroy();
    this.process.kill('SIGKILL');
    await this.exit();
  }

  private wait(what: string, fits: Arrival): Promise<DebugProtocol.ProtocolMessage> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        this.waiting.delete(arrival);
        this.process.off('exit', onExit);
      };
      const arrival: Arrival = (message) => {
        if (!fits(message)) {
          return false;
        }
        finish();
        resolve(message);
        return true;
      };
      const fail = (why: string): void => {
        finish();
        reject(new Error(`${why} while waiting for ${what}\n${this.errors}`));
      };
      const onExit = (): void => fail('the process ended');
      const timer = setTimeout(() => fail(`nothing came for ${PATIENCE} ms`), PATIENCE);
      this.process.on('exit', onExit);
      this.waiting.add(arrival);
    });
  }

  private take(bytes: Buffer): void {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      const end = this.received.indexOf(HEADER_END);
      const length = Number(/Content-Length: (\d+)/.exec(this.received.subarray(0, Math.max(end, 0)).toString())?.[1]);
      const begin = end + HEADER_END.length;
      if (end < 0 || this.received.length < begin + length) {
        return;
      }
      const text = this.received.subarray(begin, begin + length).toString('utf8');
      this.received = this.received.subarray(begin + length);
      this.arrived(JSON.parse(text));
    }
  }

  private arrived(message: DebugProtocol.ProtocolMessage): void {
    const kind = message.type === 'event' ? 'event' : 'response';
    this.log.push({ kind, message });
    if (kind === 'event') {
      this.events.push(message as DebugProtocol.Event);
    }
    for (const arrival of [...this.waiting]) {
      if (arrival(message)) {
        return;
      }
    }
  }
}

export function frameOf(content: string): string {
  return `Content-Length: ${Buffer.byteLength(content)}${HEADER_END}${content}`;
}
