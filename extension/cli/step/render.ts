// SPDX-License-Identifier: Apache-2.0
/** The pages that `bao-debug step` shows: stages, the request pool, the queues. */

import { basename } from 'node:path';
import { generalRegisters } from '../../../debug-adapter/awareness/riscv';
import type { RequestView, VmInfo } from '../../../emulator';
import type { SourceFrame } from '../code';
import { clip, grouped, hex, printable, type Style } from '../terminal';
import type { Stage } from './stage';
import type { Descriptor, QueueContent, RingEntry } from './virtqueue';

const INDENT = '     ';
const LABEL_WIDTH = 13;

export class Renderer {
  constructor(
    private readonly style: Style,
    private readonly vms: readonly VmInfo[],
  ) {}

  stage(number: number, stage: Stage): string {
    const title = `${String(number).padStart(3)}  ${this.style.bold(stage.title)}`;
    const count = `${grouped(stage.instructions)} instructions`;
    const used = 5 + stage.title.length;
    const gap = ' '.repeat(Math.max(2, this.style.columns - used - count.length));
    const where = this.owner(stage);
    return [
      `${title}${gap}${this.style.dim(count)}`,
      `${INDENT}${where}`,
      ...this.frames(stage.frames),
      ...stage.facts.flatMap(([label, text]) => this.fact(label, text)),
      '',
    ].join('\n');
  }

  private owner(stage: Stage): string {
    if (stage.vm === undefined) {
      return this.style.vm(undefined, 'Bao');
    }
    const pc = stage.pc === undefined ? '' : this.style.dim(`, pc ${hex(stage.pc)}`);
    return `${this.style.vm(stage.vm, this.vmName(stage.vm))}${this.style.dim(`, hart ${stage.hart}`)}${pc}`;
  }

  vmName(vm: number): string {
    const name = this.vms[vm]?.name.replace(/_image$/, '') ?? '';
    return name === '' || name === `vm${vm}` ? `vm${vm}` : `vm${vm} ${name}`;
  }

  /** The function with its line, and under it the calls that led there. */
  private frames([here, ...callers]: readonly SourceFrame[]): string[] {
    if (here === undefined) {
      return [];
    }
    const place = here.file === undefined ? '' : ` at ${here.file}:${here.line ?? '?'}`;
    const head = `${INDENT}${this.style.bold(here.function)}${this.style.dim(place)}`;
    const text = here.text === undefined ? [] : [this.sourceLine(here)];
    return [head, ...text, ...this.callers(callers)];
  }

  private sourceLine({ line, text }: SourceFrame): string {
    const gutter = `${String(line).padStart(6)} | `;
    const room = this.style.columns - INDENT.length - gutter.length;
    return `${INDENT}${this.style.dim(gutter)}${this.style.apply('green', clip(printable(text ?? ''), room))}`;
  }

  private callers(frames: readonly SourceFrame[]): string[] {
    const names = frames.map((frame) => clip(frame.function, 28));
    const places = frames.map(shortPlace);
    const nameWidth = Math.max(0, ...names.map((name) => name.length));
    const placeWidth = Math.max(0, ...places.map((place) => place.length));
    const room = this.style.columns - INDENT.length - 'called by '.length - nameWidth - placeWidth - 4;
    return frames.map((frame, index) => {
      const head = index === 0 ? 'called by ' : '          ';
      const text = frame.text === undefined || room < 12 ? '' : clip(printable(frame.text), room);
      const line = `${head}${names[index]!.padEnd(nameWidth)}  ${places[index]!.padEnd(placeWidth)}  ${text}`;
      return `${INDENT}${this.style.dim(line.trimEnd())}`;
    });
  }

  /** A label and its text, broken at commas and spaces where the line ends. */
  private fact(label: string, text: string): string[] {
    const width = Math.max(20, this.style.columns - INDENT.length - LABEL_WIDTH);
    return wrap(text, width).map((line, index) => {
      const head = index === 0 ? this.style.dim(label.padEnd(LABEL_WIDTH)) : ' '.repeat(LABEL_WIDTH);
      return `${INDENT}${head}${line}`;
    });
  }

  pool(requests: readonly RequestView[], followed: bigint, registerOf: (request: RequestView) => string): string {
    const rows = requests.map((request) => this.poolRow(request, followed, registerOf(request)));
    const head = ['slot', 'number', 'state', 'access', 'register', 'value', 'bind key', 'frontend'];
    return `${this.style.bold('The request pool')}\n${this.table(head, rows)}\n`;
  }

  private poolRow(request: RequestView, followed: bigint, register: string): string[] {
    if (request.address === 0n && !request.allocated) {
      return [String(request.id), '', request.state, this.style.dim('never used')];
    }
    const mark = request.serial === followed ? ' *' : '';
    return [
      String(request.id),
      `#${request.serial}${mark}`,
      request.state + (request.lost ? ' (lost)' : ''),
      `${request.operation} ${request.width} at ${hex(request.address)}`,
      register,
      `${hex(request.value)} (${generalRegisters[request.register] ?? '?'})`,
      String(request.bindKey),
      `hart ${request.frontendCpu}`,
    ];
  }

  queue(title: string, queue: QueueContent): string {
    const { setup, availableIndex, usedIndex } = queue;
    const facts = [
      `${setup.size} descriptors at ${hex(setup.descriptors)}, available ring at ${hex(setup.available)}, used ring at ${hex(setup.used)}`,
      `offered by the driver so far: ${availableIndex}, used by the device: ${usedIndex}`,
    ];
    const rows = queue.entries.flatMap((entry) => this.entryRows(entry));
    const head = ['entry', 'descriptor', 'buffer', 'bytes', 'for', 'state', 'content'];
    const table = rows.length > 0 ? this.table(head, rows) : `${INDENT}${this.style.dim('empty')}`;
    return [this.style.bold(title), ...facts.map((fact) => INDENT + fact), table, ''].join('\n');
  }

  private entryRows(entry: RingEntry): string[][] {
    const state = entry.written === undefined ? 'offered' : `used, ${entry.written} bytes written`;
    return entry.chain.map((descriptor, index) => [
      index === 0 ? String(entry.position) : '',
      String(descriptor.index),
      hex(descriptor.address),
      String(descriptor.length),
      descriptor.deviceWrites ? 'device writes' : 'device reads',
      index === 0 ? state : '',
      contentText(descriptor),
    ]);
  }

  private table(head: readonly string[], rows: readonly (readonly string[])[]): string {
    const widths = head.map((name, column) =>
      Math.max(name.length, ...rows.map((row) => visibleLength(row[column] ?? ''))),
    );
    const line = (cells: readonly string[]): string =>
      head
        .map((_, column) => (cells[column] ?? '') + ' '.repeat(widths[column]! - visibleLength(cells[column] ?? '')))
        .join('  ');
    const lines = [this.style.dim(line(head)), ...rows.map(line)];
    return lines.map((each) => `${INDENT}${each.trimEnd()}`).join('\n');
  }
}

function shortPlace({ file, line }: SourceFrame): string {
  return file === undefined ? '' : `${basename(file)}:${line ?? '?'}`;
}

function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours take no room
  return text.replace(/\u001b\[[0-9;]*m/g, '').length;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const comma = rest.lastIndexOf(', ', width - 1) + 1;
    const space = rest.lastIndexOf(' ', width);
    const end = comma > width / 2 ? comma : space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Text where a buffer holds text, else its first bytes. */
function contentText({ content, length }: Descriptor): string {
  if (content === undefined) {
    return 'not in memory';
  }
  const bytes = [...content];
  if (bytes.every((byte) => byte === 0)) {
    return 'zeros';
  }
  const isText = bytes.length > 0 && bytes.every((byte) => byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
  const more = length > content.length ? '...' : '';
  if (isText) {
    return `"${String.fromCharCode(...bytes)
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r')}"${more}`;
  }
  const shown = bytes.slice(0, 16).map((byte) => byte.toString(16).padStart(2, '0'));
  return shown.join(' ') + (bytes.length > 16 || more !== '' ? ' ...' : '');
}
