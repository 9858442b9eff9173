// SPDX-License-Identifier: Apache-2.0
/**
 * A conversation as text that is equal for equal behaviour: what a new build of the guests or another machine changes -
 * addresses, counts of instructions, paths, numbers of handles - is replaced by names in the order of appearance.
 */

import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { projectRoot } from '../support/requirements';
import type { Exchange } from './dap-client';

const WIDTH = 120;
/** Elements shown of a long list. */
const SHOWN = 12;
const HANDLES: Readonly<Record<string, string>> = {
  variablesReference: 'ref',
  frameId: 'frame',
  sourceReference: 'source',
};
/** Fields of numbers that a new build of the guests changes. */
const COUNTS: ReadonlySet<string> = new Set(['instructions', 'time', 'duration', 'bytes']);
/** Folders of scratchFolder(). */
const SCRATCH = new RegExp(`${join(tmpdir(), 'bao-test-').replace(/[\\.]/g, '\\$&')}\\w+`, 'g');
/** Beyond what counts, sizes and device registers are. */
const LARGE = 0x10000n;

/** Events whose number depends on how fast this machine is. */
const UNTOLD: ReadonlySet<string> = new Set(['bao.console', 'bao.log']);

export class Transcript {
  private readonly addresses = new Map<string, string>();
  private readonly handles = new Map<string, string>();

  /** One paragraph for each message. Console output, and how the log grows, are told by their own tests. */
  text(log: readonly Exchange[]): string {
    return log
      .filter(({ message }) => !UNTOLD.has((message as Partial<DebugProtocol.Event>).event ?? ''))
      .map((exchange) => `${this.heading(exchange)}\n`)
      .join('\n');
  }

  private heading({ kind, message }: Exchange): string {
    switch (kind) {
      case 'request': {
        const { command, arguments: args } = message as DebugProtocol.Request;
        return `--> ${command} ${this.shown(args)}`;
      }
      case 'response': {
        const { command, success, message: text, body } = message as DebugProtocol.Response;
        const outcome = success ? '' : ` failed: ${this.words(text ?? '')}`;
        return `<-- ${command}${outcome} ${this.shown(body)}`;
      }
      case 'event': {
        const { event, body } = message as DebugProtocol.Event;
        return `*** ${event} ${this.shown(body)}`;
      }
    }
  }

  private shown(value: unknown): string {
    return value === undefined ? '' : layOut(this.stable(value, ''), '');
  }

  private stable(value: unknown, name: string): unknown {
    if (Array.isArray(value)) {
      const shown = value.slice(0, SHOWN).map((each) => this.stable(each, ''));
      return value.length > SHOWN ? [...shown, `... ${value.length} in all`] : shown;
    }
    if (typeof value === 'object' && value !== null) {
      const isFrame = 'instructionPointerReference' in value && 'column' in value;
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, this.stable(each, isFrame && key === 'id' ? 'frameId' : key)]),
      );
    }
    if (typeof value === 'number') {
      return this.handle(value, name);
    }
    return typeof value === 'string' ? this.string(value, name) : value;
  }

  private handle(value: number, name: string): unknown {
    if (COUNTS.has(name)) {
      return '<n>';
    }
    const kind = HANDLES[name];
    return kind === undefined || value === 0 ? value : this.named(this.handles, `${kind} ${value}`, kind);
  }

  private string(text: string, name: string): string {
    switch (name) {
      case 'instructionBytes':
        return text.replace(/[0-9a-f]{2}/g, '..');
      case 'instructions':
      case 'ticks':
      case 'time':
        return '<n>';
      case 'data':
        return `<${Buffer.from(text, 'base64').length} bytes>`;
      default:
        return this.words(text);
    }
  }

  private words(text: string): string {
    return text
      .replaceAll(projectRoot, '<project>')
      .replaceAll(SCRATCH, '<scratch>')
      .replace(/\b\d+ ticks\b/g, '<n> ticks')
      .replace(/\b[\d,]+ instructions\b/g, '<n> instructions')
      .replace(/0x[0-9a-f]+|\b\d{6,}\b/gi, (number) => (BigInt(number) < LARGE ? number : this.address(number)));
  }

  private address(number: string): string {
    return this.named(this.addresses, BigInt(number).toString(), 'addr');
  }

  private named(names: Map<string, string>, key: string, kind: string): string {
    const known = names.get(key);
    if (known !== undefined) {
      return known;
    }
    const count = [...names.values()].filter((each) => each.startsWith(`<${kind} `)).length;
    const name = `<${kind} ${count + 1}>`;
    names.set(key, name);
    return name;
  }
}

/** JSON, on one line where it fits. */
function layOut(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= WIDTH || typeof value !== 'object' || value === null) {
    return flat;
  }
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((each) => deeper + layOut(each, deeper)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).map(([key, each]) => `${deeper}${JSON.stringify(key)}: ${layOut(each, deeper)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

/** For messages about a transcript's file. */
export function shownPath(path: string): string {
  return relative(projectRoot, path);
}
