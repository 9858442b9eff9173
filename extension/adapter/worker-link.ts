// SPDX-License-Identifier: Apache-2.0
/**
 * The debug adapter in a worker thread, as the editor talks to it. When the worker dies, every request that waits is
 * answered with the reason and the session ends; an editor that waits for ever cannot be helped by its user.
 */

import type { Worker } from 'node:worker_threads';

/** A message of the Debug Adapter Protocol, as far as it matters here. */
export interface ProtocolMessage {
  readonly seq: number;
  readonly type: string;
}

interface Request extends ProtocolMessage {
  readonly command: string;
}

interface Response extends Request {
  readonly request_seq: number;
}

/** What a link needs of a worker thread. */
export type AdapterThread = Pick<Worker, 'postMessage' | 'on' | 'terminate'>;

export interface WorkerLinkHandlers {
  /** Takes a message of the adapter. */
  readonly onMessage: (message: ProtocolMessage) => void;
  /** Told once when the adapter died although nobody ended it. */
  readonly onFailure: (reason: string) => void;
}

export class WorkerLink {
  private readonly waiting = new Map<number, Request>();
  private failure: string | undefined;
  /** The adapter may end from now on. */
  private ended = false;

  constructor(
    private readonly worker: AdapterThread,
    private readonly handlers: WorkerLinkHandlers,
  ) {
    worker.on('message', (message: ProtocolMessage) => this.receive(message));
    worker.on('error', (error: Error) => this.fail(error.message));
    worker.on('exit', (code: number) => this.fail(`its thread ended with code ${code}`));
  }

  /** Hands a message of the editor to the adapter. */
  send(message: ProtocolMessage): void {
    if (this.failure !== undefined) {
      this.answerInstead(message, this.failure);
      return;
    }
    if (isRequest(message)) {
      this.waiting.set(message.seq, message);
    }
    this.worker.postMessage(message);
  }

  /** Ends the adapter's thread; nothing is heard from it afterwards. */
  end(): void {
    this.ended = true;
    void this.worker.terminate();
  }

  private receive(message: ProtocolMessage): void {
    if (isResponse(message)) {
      this.waiting.delete(message.request_seq);
      this.ended ||= isLeaving(message);
    }
    this.handlers.onMessage(message);
  }

  private fail(reason: string): void {
    if (this.ended || this.failure !== undefined) {
      return;
    }
    this.failure = reason;
    for (const request of this.waiting.values()) {
      this.answerInstead(request, reason);
    }
    this.waiting.clear();
    this.handlers.onMessage(event('terminated'));
    this.handlers.onFailure(reason);
  }

  /** The dead adapter's answer: leaving it succeeds, everything else fails. */
  private answerInstead(message: ProtocolMessage, reason: string): void {
    if (!isRequest(message)) {
      return;
    }
    const leaving = isLeaving(message);
    const answer = { seq: 0, type: 'response', request_seq: message.seq, command: message.command };
    const failure = { success: false, message: `The debug adapter stopped: ${reason}` };
    this.handlers.onMessage({ ...answer, ...(leaving ? { success: true } : failure) } as ProtocolMessage);
  }
}

function event(name: string): ProtocolMessage {
  return { seq: 0, type: 'event', event: name } as ProtocolMessage;
}

/** Whether the session ends with this request or its answer. */
function isLeaving({ command }: Request): boolean {
  return command === 'disconnect' || command === 'terminate';
}

function isRequest(message: ProtocolMessage): message is Request {
  return message.type === 'request';
}

function isResponse(message: ProtocolMessage): message is Response {
  return message.type === 'response';
}
