// SPDX-License-Identifier: Apache-2.0
/** The machine in a worker thread. One request at a time; `run` ends early when the shared pause flag is set. */

import { type MessagePort, parentPort } from 'node:worker_threads';
import { createMachine } from './create-machine';
import type { Machine } from './machine';
import type { BootReply, BootRequest, CallName, Calls, ReplyMessage, RequestMessage } from './protocol';

type Handlers = { [Name in CallName]: (request: Calls[Name]['request']) => Calls[Name]['reply'] };

class MachineWorker {
  readonly #pauseFlag = new Int32Array(new SharedArrayBuffer(4));
  #machine: Machine | undefined;

  readonly #handlers: Handlers = {
    boot: (request) => this.#boot(request),
    run: (request) => {
      const result = this.machine.run({ ...request, shouldPause: () => Atomics.load(this.#pauseFlag, 0) !== 0 });
      Atomics.store(this.#pauseFlag, 0, 0);
      return result;
    },
    sendConsole: ({ vm, bytes }) => this.machine.sendConsole(vm, bytes),
    endConsole: ({ vm }) => this.#nothing(this.machine.endConsole(vm)),
    eventsRead: ({ upTo }) => this.#nothing(this.machine.readEvents(upTo, 0)),
    setBreakpoints: ({ keys }) => this.#nothing(this.machine.setBreakpoints(keys)),
    setWatchpoints: ({ watchpoints }) => this.#nothing(this.machine.setWatchpoints(watchpoints)),
    readGuestPhysical: ({ vm, gpa, length }) => this.machine.readGuestPhysical(vm, gpa, length),
    writeGuestPhysical: ({ vm, gpa, bytes }) => this.machine.writeGuestPhysical(vm, gpa, bytes),
    readVirtual: ({ hart, va, length }) => this.machine.readVirtual(hart, va, length),
    writeVirtual: ({ hart, va, bytes }) => this.machine.writeVirtual(hart, va, bytes),
    writeRegister: ({ hart, index, value }) => this.#nothing(this.machine.core.writeRegister(hart, index, value)),
    writePc: ({ hart, value }) => this.#nothing(this.machine.core.writePc(hart, value)),
    activities: () => this.machine.activities(),
    baoState: () => this.machine.baoState(),
    findings: () => this.machine.findings,
    position: () => this.machine.position,
    stateHash: () => this.machine.stateHash(),
  };

  get machine(): Machine {
    if (!this.#machine) {
      throw new Error('the machine has not been booted');
    }
    return this.#machine;
  }

  answer(message: RequestMessage): ReplyMessage {
    const { id, name } = message;
    try {
      const handler = this.#handlers[name] as (request: unknown) => unknown;
      return { id, reply: handler(message.request) };
    } catch (error) {
      return { id, error: error instanceof Error ? error.message : String(error) };
    }
  }

  #nothing(_done: unknown): null {
    return null;
  }

  #boot(request: BootRequest): BootReply {
    const machine = createMachine(request);
    this.#machine = machine;
    const { core } = machine;
    return {
      memory: core.memory,
      pauseFlag: this.#pauseFlag,
      platform: machine.platform,
      vms: machine.vms,
      bootDiagnostics: machine.bootDiagnostics,
      hartBlocks: Array.from({ length: core.options.hartCount }, (_, hart) => core.hartBlock(hart)),
      eventRing: core.eventRing,
      eventCount: core.eventCount,
      eventCapacity: core.options.eventCapacity,
    };
  }
}

function serve(port: MessagePort): void {
  const worker = new MachineWorker();
  port.on('message', (message: RequestMessage) => port.postMessage(worker.answer(message)));
}

if (parentPort) {
  serve(parentPort);
}
