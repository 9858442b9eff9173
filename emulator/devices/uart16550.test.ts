// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { MAX_INPUT_BYTES, MAX_LINE_BYTES, Uart16550 } from './uart16550';

const THR = 0;
const IER = 1;
const IIR = 2;
const FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;

function uart(): { uart: Uart16550; lines: [string, boolean][]; write(text: string): void } {
  const lines: [string, boolean][] = [];
  const made = new Uart16550((bytes, partial) => lines.push([new TextDecoder().decode(bytes), partial]));
  const write = (text: string): void => {
    for (const byte of new TextEncoder().encode(text)) {
      made.write(THR, byte, 0);
    }
  };
  return { uart: made, lines, write };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('The NS16550', () => {
  it('gives out lines without their end, and an unfinished one when flushed', () => {
    const { uart: device, lines, write } = uart();
    write('one\r\ntwo\n\nlogin: ');
    device.flush();
    write('x\n');
    assert.deepEqual(lines, [
      ['one', false],
      ['two', false],
      ['', false],
      ['login: ', true],
      ['x', false],
    ]);
  });

  it('gives out an endless line in pieces and loses nothing', () => {
    const { uart: device, lines, write } = uart();
    const text = 'abcdefghij'.repeat(MAX_LINE_BYTES / 4);
    write(text);
    device.flush();
    assert.equal(lines.map(([line]) => line).join(''), text);
    assert.ok(lines.every(([line, partial]) => partial && line.length <= MAX_LINE_BYTES));
  });

  it('does not cut a character of UTF-8 in two', () => {
    for (const character of ['\u00e9', '\u20ac', '\u{1f680}']) {
      for (let before = 0; before < 4; before++) {
        const { lines, write } = uart();
        const text = 'x'.repeat(before) + character.repeat(MAX_LINE_BYTES);
        write(`${text}\n`);
        assert.equal(lines.map(([line]) => line).join(''), text);
      }
    }
  });

  it('begins as the firmware leaves it: FIFOs on, eight data bits, one may write', () => {
    const { uart: device } = uart();
    assert.deepEqual([device.read(IIR), device.read(3), device.read(LSR)], [0xc1, 0x03, 0x60]);
  });

  it('hands over received bytes in order and shows whether there are any', () => {
    const { uart: device } = uart();
    assert.equal(device.read(LSR), 0x60);
    device.receive(bytes('ab'));
    assert.equal(device.read(LSR), 0x61);
    assert.deepEqual([device.read(0), device.read(0), device.read(0)], [0x61, 0x62, 0]);
    assert.equal(device.read(LSR), 0x60);
  });

  it('interrupts for received bytes while any wait', () => {
    const { uart: device } = uart();
    device.receive(bytes('a'));
    assert.equal(device.interrupt, false);
    device.write(IER, 1, 0);
    assert.equal(device.interrupt, true);
    assert.equal(device.read(IIR), 0xc4);
    device.read(0);
    assert.equal(device.interrupt, false);
    assert.equal(device.read(IIR), 0xc1);
  });

  it('names the character timeout below the trigger level of the FIFO', () => {
    const { uart: device } = uart();
    device.write(FCR, 0xc1, 0);
    device.write(IER, 1, 0);
    device.receive(bytes('abc'));
    assert.equal(device.read(IIR), 0xcc);
    device.receive(bytes('defghijklmnop'));
    assert.equal(device.read(IIR), 0xc4);
  });

  it('interrupts for an empty transmitter once, until the next byte', () => {
    const { uart: device, write } = uart();
    device.write(IER, 2, 0);
    assert.equal(device.read(IIR), 0xc2);
    assert.equal(device.interrupt, false);
    write('x');
    assert.equal(device.interrupt, true);
  });

  it('has a divisor latch in front of the data', () => {
    const { uart: device, lines, write } = uart();
    device.write(LCR, 0x83, 0);
    device.write(0, 0x0a, 0);
    device.write(1, 0x02, 0);
    assert.deepEqual([device.read(0), device.read(1)], [0x0a, 0x02]);
    device.write(LCR, 0x03, 0);
    write('a\n');
    assert.deepEqual(lines, [['a', false]]);
  });

  it('loops back', () => {
    const { uart: device, lines } = uart();
    device.write(MCR, 0x10, 0);
    device.write(THR, 0x41, 0);
    assert.equal(device.read(0), 0x41);
    assert.deepEqual(lines, []);
  });

  it('takes a bounded amount of input and says how much', () => {
    const { uart: device } = uart();
    assert.equal(device.receive(new Uint8Array(MAX_INPUT_BYTES + 5)), MAX_INPUT_BYTES);
    assert.equal(device.receive(bytes('a')), 0);
  });
});
