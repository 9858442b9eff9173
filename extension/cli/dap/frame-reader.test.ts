// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { FrameReader, frame } from './frame-reader';

interface Heard {
  readonly messages: unknown[];
  readonly skipped: string[];
  readonly lost: string[];
}

function listen(): { reader: FrameReader; heard: Heard } {
  const heard: Heard = { messages: [], skipped: [], lost: [] };
  const reader = new FrameReader({
    message: (content) => heard.messages.push(content),
    skipped: (reason) => heard.skipped.push(reason),
    lost: (reason) => heard.lost.push(reason),
  });
  return { reader, heard };
}

function hear(...pieces: (Buffer | string)[]): Heard {
  const { reader, heard } = listen();
  for (const piece of pieces) {
    reader.take(Buffer.from(piece));
  }
  return heard;
}

describe('frames of the debug adapter protocol', () => {
  it('come out as they went in, whatever the pieces', () => {
    const messages = [{ seq: 1, text: 'Größe' }, { seq: 2 }, { seq: 3, list: [1, 2] }];
    const stream = Buffer.concat(messages.map(frame));
    for (const size of [1, 2, 7, stream.length]) {
      const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
        stream.subarray(index * size, (index + 1) * size),
      );
      assert.deepEqual(hear(...pieces), { messages, skipped: [], lost: [] });
    }
  });

  it('are found by their length, with further header fields and in any case', () => {
    const heard = hear('Content-Type: x\r\ncontent-length:  2\r\n\r\n{}');
    assert.deepEqual(heard.messages, [{}]);
  });

  it('are skipped when they are not JSON, and the next one is read', () => {
    const heard = hear('Content-Length: 5\r\n\r\n{"a":', frame({ seq: 7 }));
    assert.deepEqual(heard.messages, [{ seq: 7 }]);
    assert.match(heard.skipped.join(), /not JSON/);
  });

  for (const header of ['Content-Length: many', 'Content-Length: -3', 'X: 1', 'Content-Length: 1e3']) {
    it(`are skipped when the header is "${header}"`, () => {
      const heard = hear(`${header}\r\n\r\n`, frame({ seq: 1 }));
      assert.deepEqual(heard.messages, [{ seq: 1 }]);
      assert.match(heard.skipped.join(), /Content-Length/);
    });
  }

  it('end the conversation when one is too large to be real', () => {
    const heard = hear('Content-Length: 99999999999\r\n\r\n', frame({ seq: 1 }));
    assert.deepEqual(heard.messages, []);
    assert.match(heard.lost.join(), /99999999999 bytes/);
  });

  it('end the conversation when a header does not end, and nothing is kept of it', () => {
    const { reader, heard } = listen();
    for (let sent = 0; sent < 100; sent++) {
      reader.take(Buffer.alloc(1000, 'x'));
    }
    assert.equal(heard.lost.length, 1);
    assert.match(heard.lost.join(), /no end/);
  });
});
