// SPDX-License-Identifier: Apache-2.0
/**
 * The machine in a worker, seen from another thread. What needs the machine goes by message; registers and events of a
 * stopped machine are read straight from the memory the two share.
 */

import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../config/config';
import { decodeEvents, type MachineEvent, type RingLocation } from '../events';
import { HART_PC, HART_X } from '../hart/layout';
import type { MachinePlatform } from '../platform';
import type { EventBatch, VmInfo } from './machine';
import type { BootReply, BootRequest, CallName, Calls, ReplyMessage } from './protocol';

const DEFAULT_EVENT_LIMIT = 10_000;

interface Waiting {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** Requests and replies over a worker; replies come in the order of the requests. */
class Channel {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #failure: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: ReplyMessage) => this.#settle(message));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#fail(new Error('the machine has ended')));
  }

  call<Name extends CallName>(name: Name, request: Calls[Name]['request']): Promise<Calls[Name]['reply']> {
    if (this.#failure) {
      return Promise.reject(this.#failure);
    }
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (reply) => resolve(reply as Calls[Name]['reply']), reject });
      this.#worker.postMessage({ id, name, request });
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(message: ReplyMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) {
      waiting?.reject(new Error(message.error));
    } else {
      waiting?.resolve(message.reply);
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.values()) {
      waiting.reject(this.#failure);
    }
    this.#waiting.clear();
  }
}

export class MachineClient {
  readonly platform: MachinePlatform;
  readonly vms: readonly VmInfo[];
  readonly bootDiagnostics: readonly Diagnostic[];
  /** The machine's memory; take `memory.buffer` anew when the machine has run. */
  readonly memory: WebAssembly.Memory;
  readonly #channel: Channel;
  readonly #boot: BootReply;

  private constructor(channel: Channel, boot: BootReply) {
    this.#channel = channel;
    this.#boot = boot;
    this.platform = boot.platform;
    this.vms = boot.vms;
    this.bootDiagnostics = boot.bootDiagnostics;
    this.memory = boot.memory;
  }

  /**
   * Starts a worker and boots a machine in it.
   * @param program path of the bundled worker (dist/machine-worker.js)
   * @throws {Error} when the worker cannot start or the machine cannot boot
   */
  static async start(program: string | URL, request: BootRequest, execArgv: string[] = []): Promise<MachineClient> {
    const channel = new Channel(new Worker(program, { execArgv }));
    try {
      return new MachineClient(channel, await channel.call('boot', request));
    } catch (error) {
      await channel.close();
      throw error;
    }
  }

  /** Any of the machine's requests; see protocol.ts. Not while a run is under way, except that it waits for its end. */
  call<Name extends CallName>(name: Name, request: Calls[Name]['request']): Promise<Calls[Name]['reply']> {
    return this.#channel.call(name, request);
  }

  /** Ends the run that is under way, or the next one at its first change of harts. */
  pause(): void {
    Atomics.store(this.#boot.pauseFlag, 0, 1);
  }

  /** A general register of a stopped machine. */
  readRegister(hart: number, index: number): bigint {
    return this.#read(hart, HART_X + index * 8);
  }

  readPc(hart: number): bigint {
    return this.#read(hart, HART_PC);
  }

  /** Decodes events of a stopped machine from position `from` on; see Machine.readEvents. */
  readEvents(from: bigint, limit = DEFAULT_EVENT_LIMIT, kinds?: ReadonlySet<MachineEvent['kind']>): EventBatch {
    const location: RingLocation = {
      buffer: this.memory.buffer,
      ring: this.#boot.eventRing,
      count: this.#boot.eventCount,
      capacity: this.#boot.eventCapacity,
    };
    return decodeEvents(location, from, limit, kinds);
  }

  /** Stops the worker. */
  close(): Promise<void> {
    return this.#channel.close();
  }

  #read(hart: number, offset: number): bigint {
    return new DataView(this.memory.buffer, this.#boot.hartBlocks[hart]!).getBigUint64(offset, true);
  }
}
