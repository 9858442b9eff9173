// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { isLogHostMessage, isLogPageMessage, type LogLook, WHOLE_LOG } from './messages';

/** As the editor carries it from one side to the other. */
function carried(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

const PLACE = { view: 3, position: 12 };

describe('what the page of the log says', () => {
  it('is understood after it was carried, where what is undefined gets lost', () => {
    const look: LogLook = { ...WHOLE_LOG, request: 4 };
    const messages = [
      { type: 'ready', look },
      { type: 'look', look: WHOLE_LOG },
      { type: 'look', look: WHOLE_LOG, at: PLACE },
      { type: 'rows', page: 1, version: 0, view: 3, first: 100, end: 200 },
      { type: 'find', direction: 'next', ...PLACE },
      { type: 'details', ...PLACE },
      { type: 'reveal', ...PLACE },
      { type: 'copy', view: 3, first: 0, end: 1_000_000 },
      { type: 'action', action: 'start' },
    ];
    for (const message of messages) {
      assert.ok(isLogPageMessage(carried(message)), message.type);
    }
  });

  it('is refused when it is anything else', () => {
    const wrong = [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'ready' },
      { type: 'look', look: { ...WHOLE_LOG, text: 'x'.repeat(100_000) } },
      { type: 'look', look: { ...WHOLE_LOG, kinds: ['hypercall', 'anything'] } },
      { type: 'look', look: { ...WHOLE_LOG, kinds: Array(1000).fill('ioctl') } },
      { type: 'look', look: { ...WHOLE_LOG, vm: -1 } },
      { type: 'details', view: 1.5, position: 0 },
      { type: 'details', view: 1, position: Number.POSITIVE_INFINITY },
      { type: 'details', view: 1, position: '0' },
      { type: 'find', direction: 'up', ...PLACE },
      { type: 'action', action: 'workbench.action.terminal.sendSequence' },
      { type: 'eval', text: '1' },
    ];
    for (const message of wrong) {
      assert.equal(isLogPageMessage(message), false, JSON.stringify(message));
    }
  });
});

describe('what the extension says to the page of the log', () => {
  it('is understood, rows of hostile texts included', () => {
    const row = { position: 5, kind: 'ioctl', failed: true, cells: ['<img src=x onerror=alert(1)>', '\u202e'] };
    for (const message of [
      { type: 'rows', view: 1, page: 0, version: 2, rows: [row] },
      { type: 'goTo', ...PLACE },
      { type: 'notice', text: '3 entries copied.' },
      { type: 'search' },
    ]) {
      assert.ok(isLogHostMessage(carried(message)), message.type);
    }
  });

  it('is refused when it is more than a page can hold', () => {
    const row = { position: 5, kind: 'ioctl', failed: true, cells: ['x'] };
    const rows = { type: 'rows', view: 1, page: 0, version: 2 };
    assert.equal(isLogHostMessage({ ...rows, rows: Array(1000).fill(row) }), false);
    assert.equal(isLogHostMessage({ ...rows, rows: [{ ...row, cells: ['x'.repeat(1 << 20)] }] }), false);
    assert.equal(isLogHostMessage({ ...rows, rows: [{ ...row, cells: [5] }] }), false);
  });
});
