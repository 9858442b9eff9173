// SPDX-License-Identifier: Apache-2.0
/**
 * Lets gdb look at a stopped RISC-V machine: the part of gdb's remote serial protocol (its manual, appendix E) that reads
 * registers and memory. Nothing can be written, and gdb cannot make the machine run; a `monitor` command can.
 */

import { createServer, type Server, type Socket } from 'node:net';

export interface GdbMachine {
  /** x0 to x31 and pc of the vCPU that is looked at. */
  registers(): readonly bigint[];
  /** A control and status register by number; undefined when it cannot be read. */
  csr(number: number): bigint | undefined;
  /** Guest-virtual memory; fewer bytes than asked when what follows is not mapped. */
  read(address: bigint, length: number): Promise<Uint8Array>;
  /** Carries out what stands behind `monitor`. @returns what gdb prints */
  command(text: string): Promise<string>;
}

/** What gdb calls the registers behind x0 to x31 and pc, with their numbers as CSRs. Unwinding out of traps needs them. */
const CSRS: readonly (readonly [name: string, number: number])[] = [
  ['sstatus', 0x100],
  ['stvec', 0x105],
  ['sepc', 0x141],
  ['scause', 0x142],
  ['stval', 0x143],
];
const FIRST_CSR = 33;
const PACKET_BYTES = 0x4000;

const INTEGER_REGISTERS =
  'zero ra sp gp tp t0 t1 t2 fp s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(' ');

function targetDescription(): string {
  const register = (name: string, number: number, type: string) =>
    `<reg name="${name}" bitsize="64" type="${type}" regnum="${number}"/>`;
  const integers = INTEGER_REGISTERS.map((name, number) => register(name, number, name === 'ra' ? 'code_ptr' : 'int'));
  const csrs = CSRS.map(([name], index) => register(name, FIRST_CSR + index, 'int'));
  return `<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target version="1.0">
<architecture>riscv:rv64</architecture>
<feature name="org.gnu.gdb.riscv.cpu">${integers.join('')}${register('pc', 32, 'code_ptr')}</feature>
<feature name="org.gnu.gdb.riscv.csr">${csrs.join('')}</feature>
</target>`;
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A register as it stands in memory: little-endian. */
function registerText(value: bigint): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return hexadecimal(bytes);
}

export class GdbStub {
  readonly #machine: GdbMachine;
  readonly #server: Server;

  constructor(machine: GdbMachine) {
    this.#machine = machine;
    this.#server = createServer((socket) => new Connection(socket, (packet) => this.#answer(packet)));
  }

  /** @returns the port of the loopback interface on which it waits for gdb */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  /** Ends when gdb has gone. */
  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(packet: string): Promise<string> {
    switch (packet[0]) {
      case '?':
        return 'S05';
      case 'g':
        return this.#machine.registers().map(registerText).join('');
      case 'p':
        return this.#register(Number.parseInt(packet.slice(1), 16));
      case 'm':
        return this.#memory(packet);
      case 'H':
      case 'T':
      case 'D':
        return 'OK';
      case 'q':
        return this.#query(packet);
      default:
        return '';
    }
  }

  #register(number: number): string {
    const csr = CSRS[number - FIRST_CSR];
    const value = csr === undefined ? this.#machine.registers()[number] : this.#machine.csr(csr[1]);
    return value === undefined ? 'x'.repeat(16) : registerText(value);
  }

  async #memory(packet: string): Promise<string> {
    const [address, length] = packet.slice(1).split(',');
    const wanted = Math.min(Number.parseInt(length ?? '0', 16), PACKET_BYTES / 2);
    const bytes = await this.#machine.read(BigInt(`0x${address}`), wanted);
    return bytes.length === 0 ? 'E14' : hexadecimal(bytes);
  }

  async #query(packet: string): Promise<string> {
    if (packet.startsWith('qSupported')) {
      return `PacketSize=${PACKET_BYTES.toString(16)};qXfer:features:read+`;
    }
    if (packet.startsWith('qXfer:features:read:target.xml:')) {
      const [offset = 0, length = 0] = (packet.split(':').at(-1) ?? '')
        .split(',')
        .map((text) => Number.parseInt(text, 16));
      const text = targetDescription();
      return `${offset + length < text.length ? 'm' : 'l'}${text.slice(offset, offset + length)}`;
    }
    if (packet.startsWith('qRcmd,')) {
      const text = Buffer.from(packet.slice('qRcmd,'.length), 'hex').toString();
      return hexadecimal(Buffer.from(`${await this.#machine.command(text)}\n`));
    }
    const fixed: Record<string, string> = { qfThreadInfo: 'm1', qsThreadInfo: 'l', qC: 'QC1', qAttached: '1' };
    return fixed[packet] ?? '';
  }
}

/** Packets `$text#checksum`, one after the other, each acknowledged. */
class Connection {
  #input = '';
  #busy = false;

  constructor(
    readonly socket: Socket,
    readonly answer: (packet: string) => Promise<string>,
  ) {
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.#input += text;
      void this.#work();
    });
    // gdb may end before it has read the last answer.
    socket.on('error', () => socket.destroy());
  }

  async #work(): Promise<void> {
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    for (let match = this.#take(); match !== undefined; match = this.#take()) {
      this.socket.write('+');
      const body = await this.answer(match);
      const sum = [...body].reduce((total, character) => (total + character.charCodeAt(0)) & 0xff, 0);
      this.socket.write(`$${body}#${sum.toString(16).padStart(2, '0')}`);
    }
    this.#busy = false;
  }

  /** The next whole packet; acknowledgements and interrupts before it are dropped. */
  #take(): string | undefined {
    const match = /\$([^#]*)#[0-9a-fA-F]{2}/.exec(this.#input);
    if (match === null) {
      return undefined;
    }
    this.#input = this.#input.slice(match.index + match[0].length);
    return match[1];
  }
}
