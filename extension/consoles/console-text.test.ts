// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { ConsoleText } from './console-text';

describe('the text of a console', () => {
  it('leads every line to its beginning, however the guest ends it', () => {
    const text = new ConsoleText();
    assert.equal(text.append('one\ntwo\r\nthree'), 'one\r\ntwo\r\nthree');
    assert.equal(text.append('\r'), '\r');
    assert.equal(text.append('\nfour\n\n'), '\nfour\r\n\r\n');
    assert.equal(text.history, 'one\r\ntwo\r\nthree\r\nfour\r\n\r\n');
  });

  it('keeps the last lines, whole, of a guest that never stops writing', () => {
    const text = new ConsoleText();
    for (let line = 0; line < 100_000; line++) {
      text.append(`line ${line}\n`);
    }
    assert.ok(text.history.length < 300_000);
    assert.match(text.history, /^line \d+\r\n/);
    assert.match(text.history, /line 99999\r\n$/);
  });
});
