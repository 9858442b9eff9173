// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { EVENT_SIZE } from '../hart/layout';
import { EventKind } from './event';
import { FINDING_CODES } from './finding-code';
import { formatEvent } from './format';
import { decodeEvents, FLAG_FINDING_TEXT, FLAG_OUTPUTS } from './reader';
import { EventRecorder, FLAG_MORE, FLAG_PARTIAL, NONE } from './recorder';

const CAPACITY = 16;

function ring() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const place = { memory, options: { eventCapacity: CAPACITY }, eventRing: 1024, eventCount: 512, hartBlock: () => 0 };
  const clock = { instructions: 5, ticks: 7 };
  const recorder = new EventRecorder(place, clock, 1, 256);
  new DataView(memory.buffer).setBigUint64(256, 0x9020_0000_1234n, true);
  const location = { buffer: memory.buffer, ring: 1024, count: 512, capacity: CAPACITY };
  assert.ok(1024 + CAPACITY * EVENT_SIZE <= 65536);
  return { recorder, clock, read: (from: bigint, limit = 100) => decodeEvents(location, from, limit) };
}

describe('The event ring', () => {
  it('keeps the place of an event and its arguments', () => {
    const { recorder, clock, read } = ring();
    clock.instructions = 2 ** 40 + 3;
    recorder.begin(EventKind.interruptInjected, 0, 2);
    recorder.arg(0, 36);
    recorder.arg(1, 2);
    assert.deepEqual(read(0n).events, [
      {
        sequence: 0n,
        hart: 0,
        vm: 2,
        instructions: 2n ** 40n + 3n,
        time: 7n,
        pc: 0x9020_0000_1234n,
        kind: 'interruptInjected',
        interrupt: 36,
        source: 'ipc',
      },
    ]);
  });

  it('joins text that is spread over records, also in the middle of a character', () => {
    const { recorder, read } = ring();
    const text = `${'x'.repeat(95)}é and more ${'y'.repeat(100)}`;
    recorder.text(EventKind.guestConsole, 0, 0, new TextEncoder().encode(text));
    recorder.text(EventKind.guestConsole, 0, 0, new TextEncoder().encode('> '), FLAG_PARTIAL);
    const { events, next } = read(0n);
    assert.deepEqual(
      events.map((event) => event.kind === 'guestConsole' && [event.text, event.partial]),
      [
        [text, false],
        ['> ', true],
      ],
    );
    assert.equal(next, BigInt(recorder.count));
  });

  it('counts what was overwritten', () => {
    const { recorder, read } = ring();
    for (let index = 0; index < CAPACITY + 3; index++) {
      recorder.begin(EventKind.interruptTaken, NONE, NONE);
      recorder.arg(0, index);
    }
    const { events, dropped, next } = read(0n);
    assert.equal(dropped, 3n);
    assert.equal(events.length, CAPACITY);
    assert.equal(events[0]?.kind === 'interruptTaken' && events[0].interrupt, 3);
    assert.equal(events[0]?.hart, undefined);
    assert.equal(next, BigInt(CAPACITY + 3));
  });

  it('holds the arguments and results of a hypercall', () => {
    const { recorder, read } = ring();
    recorder.begin(EventKind.hypercall, 0, 0);
    const record = recorder.mark();
    for (const [slot, value] of [1n, 0n, 2n, 0n, 0n].entries()) {
      recorder.argBig(slot, value);
    }
    recorder.patchFlags(record, FLAG_OUTPUTS);
    for (const [slot, value] of [0, 0x10008010, 1, 0, 4, 3, 1].entries()) {
      recorder.patch(record, 5 + slot, value, 0);
    }
    const [event] = read(0n).events;
    assert.ok(event?.kind === 'hypercall');
    assert.deepEqual(event.results, [0n, 0n, 0x10008010n, 1n, 0n, 4n, 3n, 1n]);
    assert.match(formatEvent(event), /REMIO dm 1 ASK .* = 0: READ 0x10008010 value 0x0 width 4 request 3 more 1/);
  });

  it('holds a finding with its numbers and its text', () => {
    const { recorder, read } = ring();
    const index = FINDING_CODES.indexOf('request-dropped');
    recorder.begin(EventKind.finding, 0, 1, index | FLAG_MORE);
    recorder.argBig(0, 0xffff_ffff_ffff_ffffn);
    recorder.setLength(1);
    recorder.text(EventKind.finding, 0, 1, new TextEncoder().encode('z'.repeat(200)), index | FLAG_FINDING_TEXT);
    const [event] = read(0n).events;
    assert.ok(event?.kind === 'finding');
    assert.deepEqual(
      [event.code, event.args, event.text],
      ['request-dropped', [0xffff_ffff_ffff_ffffn], 'z'.repeat(200)],
    );
  });

  it('formats every kind in one line', () => {
    const { recorder, read } = ring();
    for (const kind of Object.values(EventKind)) {
      recorder.begin(kind, 0, 0);
    }
    const { events } = read(0n);
    assert.equal(events.length, Object.keys(EventKind).length);
    for (const event of events) {
      assert.match(formatEvent(event), /^ +5 +7 vm0 +cpu0 0x902000001234 \S[^\n]*$/);
    }
  });
});
