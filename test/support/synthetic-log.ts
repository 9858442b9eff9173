// SPDX-License-Identifier: Apache-2.0
/** A debug adapter's log without a system: as many entries as wanted, made when they are asked for. */

import {
  CLEAR_LOG_REQUEST,
  LOG_ENTRY_REQUEST,
  LOG_STATE_REQUEST,
  LOG_TEXT_REQUEST,
  type LogEntryLine,
  type LogFilter,
  type LogKind,
  type LogState,
  type LogTextArguments,
  MAX_LOG_FOUND,
  MAX_LOG_PAGE,
  READ_LOG_REQUEST,
  type ReadLogArguments,
  SEARCH_LOG_REQUEST,
  type SearchLogArguments,
} from '../../debug-adapter/protocol';

/** Entries that one search looks at. */
const LOOKED_AT = 20_000;
const NAMES = ['REMIO ASK', 'REMIO READ', 'REMIO WRITE', 'REMIO NOTIFY', 'IPC'] as const;
export const FAILS_EVERY = 1000;

export class SyntheticLog {
  /** Requests so far. */
  readonly asked: { readonly request: string; readonly args: unknown }[] = [];
  /** Of a hostile guest. */
  hostileText = '';

  constructor(
    public end: number,
    public first = 0,
  ) {}

  get state(): LogState {
    const { first, end } = this;
    const bytes = (end - first) * 100;
    const wanted = { enabled: true, capacity: 1_000_000, sbiCalls: false, ioctls: true, problems: [] };
    const vms = ['backend', 'frontend'].map((name, vm) => ({ vm, name }));
    return { ...wanted, first, end, dropped: first, bytes, fullBytes: 100_000_000, timebaseHz: 10_000_000, vms };
  }

  entry(number: number): LogEntryLine {
    const name = NAMES[number % NAMES.length]!;
    const failed = hasFailed(number);
    return {
      number,
      kind: kindOf(number),
      instructions: number * 100,
      time: number * 3,
      vm: number % 2,
      vmName: number % 2 === 0 ? 'backend' : 'frontend',
      hart: number % 2,
      vcpu: 0,
      pc: `0x${(0x80200000 + number).toString(16)}`,
      function: 'bao_remio_hypercall',
      source: { path: '/src/hypercall.c' },
      line: 1 + (number % 50),
      place: `hypercall.c:${1 + (number % 50)}`,
      name,
      arguments: `device model 0, value ${number}${this.hostileText}`,
      result: failed ? '-22 (EINVAL)' : 'success',
      failed,
      request: number >> 2,
      duration: number % 90,
    };
  }

  readonly ask = async (request: string, args?: unknown): Promise<unknown> => {
    this.asked.push({ request, args });
    switch (request) {
      case LOG_STATE_REQUEST:
        return this.state;
      case CLEAR_LOG_REQUEST:
        this.first = this.end;
        return this.state;
      case READ_LOG_REQUEST:
        return { state: this.state, entries: this.numbers(args as ReadLogArguments).map((each) => this.entry(each)) };
      case LOG_TEXT_REQUEST:
        return {
          text: this.numbers(args as LogTextArguments)
            .map((each) => `${lineOf(this.entry(each))}\n`)
            .join(''),
        };
      case SEARCH_LOG_REQUEST:
        return this.search(args as SearchLogArguments);
      case LOG_ENTRY_REQUEST:
        return this.details((args as { readonly number: number }).number);
      default:
        throw new Error(`${request} is not known`);
    }
  };

  private numbers(args: ReadLogArguments): readonly number[] {
    const wanted =
      'numbers' in args ? args.numbers : Array.from({ length: args.count }, (_, index) => args.from + index);
    if (wanted.length > MAX_LOG_PAGE * 20) {
      throw new Error('more than a page');
    }
    return wanted.filter((number) => number >= this.first && number < this.end);
  }

  private search({ filter, from, count }: SearchLogArguments) {
    const numbers: number[] = [];
    let number = Math.max(from, this.first);
    const until = Math.min(this.end, number + LOOKED_AT);
    const text = filter.text?.toLowerCase();
    for (; number < until && numbers.length < Math.min(count, MAX_LOG_FOUND); number++) {
      if (fits(number, filter) && (text === undefined || lineOf(this.entry(number)).toLowerCase().includes(text))) {
        numbers.push(number);
      }
    }
    return { numbers, ...(number < this.end ? { next: number } : {}), state: this.state };
  }

  private details(number: number) {
    const entry = this.entry(number);
    const value = { name: 'value', value: `0x${number.toString(16)}`, text: `${number}${this.hostileText}` };
    return { ...entry, text: lineOf(entry), argumentValues: [value], resultValues: [], related: [] };
  }
}

function lineOf({ instructions, name, arguments: given, result }: LogEntryLine): string {
  return `${instructions} ${name}(${given}) = ${result}`;
}

/** All but the text, which takes longer. */
function fits(number: number, { kinds, vm, request, outcome }: LogFilter): boolean {
  return (
    (kinds === undefined || kinds.includes(kindOf(number))) &&
    (vm === undefined || number % 2 === vm) &&
    (request === undefined || number >> 2 === request) &&
    (outcome === undefined || hasFailed(number) === (outcome === 'failed'))
  );
}

function kindOf(number: number): LogKind {
  return number % 7 === 0 ? 'ioctl' : 'hypercall';
}

function hasFailed(number: number): boolean {
  return number % FAILS_EVERY === 0;
}
