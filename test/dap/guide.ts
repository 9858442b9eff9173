// SPDX-License-Identifier: Apache-2.0
/** What tests do again and again with a client. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { projectRoot } from '../support/requirements';
import { DapClient } from './dap-client';

export const DISPATCHER = join(projectRoot, 'kernel', 'drivers', 'bao', 'io-dispatcher', 'io_dispatcher.c');
export const DEVICE_MODEL = join(projectRoot, 'kernel', 'user', 'device-model', 'dispatcher.c');

export type Stopped = DebugProtocol.StoppedEvent['body'];
export type Frame = DebugProtocol.StackFrame;
export type Variable = DebugProtocol.Variable;

const opened: DapClient[] = [];

/** Ends what clients of a test have left. For hooks. */
export async function closeClients(): Promise<void> {
  await Promise.all(opened.splice(0).map((client) => client.close()));
}

export function newClient(folder?: string): DapClient {
  const client = new DapClient(folder);
  opened.push(client);
  return client;
}

/** A client that has said hello. */
export async function greeted(options: object = {}): Promise<DapClient> {
  const client = newClient();
  await client.request('initialize', { adapterID: 'bao', clientID: 'vscode', pathFormat: 'path', ...options });
  return client;
}

/** A client whose system is launched; nothing has run. Its log begins here. */
export async function launched(launch: object = {}, options: object = {}): Promise<DapClient> {
  const client = await greeted(options);
  await client.request('launch', { config: 'remio-console', ...launch });
  await client.event('initialized');
  client.log.length = 0;
  return client;
}

/** Starts the machine. @returns the first stop */
export async function start(client: DapClient): Promise<Stopped> {
  await client.request('configurationDone');
  return client.event<Stopped>('stopped');
}

/** Ends a session as clients do, and sees that nothing hangs. */
export async function finish(client: DapClient): Promise<void> {
  await client.request('disconnect');
  await client.event('terminated');
  assert.deepEqual(await client.exit(), { code: 0, signal: null });
}

/** A request that lets the machine run. @returns the next stop */
export async function go(client: DapClient, command: string, args: object = {}): Promise<Stopped> {
  await client.request(command, { threadId: 1, ...args });
  return client.event<Stopped>('stopped');
}

/** The name of a thread at this stop. */
export async function threadName(client: DapClient, threadId: number): Promise<string> {
  const { threads } = await client.request<DebugProtocol.ThreadsResponse['body']>('threads');
  return threads.find(({ id }) => id === threadId)?.name ?? `no thread ${threadId}`;
}

export async function stack(client: DapClient, threadId: number, levels = 3): Promise<Frame[]> {
  const { stackFrames } = await client.request<{ stackFrames: Frame[] }>('stackTrace', { threadId, levels });
  return stackFrames;
}

/** Number of the first line that holds a text, after the one that holds `after`. */
export function lineOf(file: string, text: string, after = ''): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  const begin = lines.findIndex((line) => line.includes(after));
  const index = lines.findIndex((line, at) => at >= begin && line.includes(text));
  if (begin < 0 || index < 0) {
    throw new Error(`${file} has no '${text}'`);
  }
  return index + 1;
}

/** Sets breakpoints in the I/O dispatcher driver. */
export function breakInDispatcher(client: DapClient, ...breakpoints: readonly object[]): Promise<Breakpoints> {
  return client.request<Breakpoints>('setBreakpoints', { source: { path: DISPATCHER }, breakpoints });
}

export interface Breakpoints {
  readonly breakpoints: readonly DebugProtocol.Breakpoint[];
}

/** References of a frame's scopes by their names. */
export async function scopesOf(client: DapClient, frameId: number): Promise<ReadonlyMap<string, number>> {
  const { scopes } = await client.request<{ scopes: DebugProtocol.Scope[] }>('scopes', { frameId });
  return new Map(scopes.map(({ name, variablesReference }) => [name, variablesReference]));
}

/** The variables of a scope of a frame. */
export async function scope(client: DapClient, frameId: number, name: string): Promise<Variable[]> {
  return children(client, (await scopesOf(client, frameId)).get(name)!);
}

export async function children(client: DapClient, variablesReference: number): Promise<Variable[]> {
  return (await client.request<{ variables: Variable[] }>('variables', { variablesReference })).variables;
}

export function shownAs(variables: readonly Variable[], name: string): string {
  const found = variables.find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`there is ${variables.map((each) => each.name).join(', ')}, but no ${name}`);
  }
  return found.value;
}

export async function evaluate(client: DapClient, expression: string, frameId: number): Promise<string> {
  const { result } = await client.request<{ result: string }>('evaluate', { expression, frameId, context: 'watch' });
  return result;
}
