// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { type ProtocolMessage, WorkerLink } from './worker-link';

/** An adapter that echoes `hello`, dies of `crash`, ends by itself at `leave`, and never answers anything else. */
const ADAPTER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ seq, command }) => {
  if (command === 'crash') throw new Error('out of luck');
  if (command === 'leave') process.exit(3);
  if (command === 'hello' || command === 'disconnect') parentPort.postMessage({ seq: 1, type: 'response', request_seq: seq, command, success: true });
  if (command === 'disconnect') parentPort.close();
});`;

interface Conversation {
  readonly link: WorkerLink;
  readonly messages: ProtocolMessage[];
  readonly failures: string[];
  /** Waits for the first message that fits. */
  until(fits: (message: Readonly<Record<string, unknown>>) => boolean): Promise<void>;
}

function converse(): Conversation {
  const messages: ProtocolMessage[] = [];
  const failures: string[] = [];
  const waiting: (() => void)[] = [];
  const link = new WorkerLink(new Worker(ADAPTER, { eval: true }), {
    onMessage: (message) => {
      messages.push(message);
      for (const wake of waiting) wake();
    },
    onFailure: (reason) => failures.push(reason),
  });
  const until: Conversation['until'] = (fits) =>
    new Promise((resolve) => {
      const look = () => messages.some((message) => fits({ ...message })) && resolve();
      waiting.push(look);
      look();
    });
  return { link, messages, failures, until };
}

function request(seq: number, command: string): ProtocolMessage {
  return { seq, type: 'request', command } as ProtocolMessage;
}

describe('the link to the debug adapter in its thread', () => {
  it('hands messages over both ways', async () => {
    const { link, failures, until } = converse();
    link.send(request(7, 'hello'));
    await until(({ request_seq, success }) => request_seq === 7 && success === true);
    link.end();
    assert.deepEqual(failures, []);
  });

  it('answers what waits, ends the session and says why when the adapter dies', async () => {
    const { link, messages, failures, until } = converse();
    link.send(request(1, 'unanswered'));
    link.send(request(2, 'hello'));
    link.send(request(3, 'crash'));
    await until(({ event }) => event === 'terminated');
    const answers = messages.filter(({ type }) => type === 'response') as unknown as Record<string, unknown>[];
    assert.deepEqual(
      answers.map(({ request_seq, success }) => [request_seq, success]),
      [
        [2, true],
        [1, false],
        [3, false],
      ],
    );
    assert.match(String(answers[1]!.message), /The debug adapter stopped: out of luck/);
    assert.deepEqual(failures, ['out of luck']);
  });

  it('lets the editor leave an adapter that is dead', async () => {
    const { link, until, failures } = converse();
    link.send(request(1, 'leave'));
    await until(({ event }) => event === 'terminated');
    link.send(request(2, 'disconnect'));
    link.send(request(3, 'threads'));
    await until(({ request_seq, success }) => request_seq === 2 && success === true);
    await until(({ request_seq, success }) => request_seq === 3 && success === false);
    assert.deepEqual(failures, ['its thread ended with code 3']);
  });

  it('takes it for no failure that an adapter ends when it is left', async () => {
    const worker = new Worker(ADAPTER, { eval: true });
    const failures: string[] = [];
    const link = new WorkerLink(worker, { onMessage: () => {}, onFailure: (reason) => failures.push(reason) });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    link.send(request(1, 'disconnect'));
    await exited;
    assert.deepEqual(failures, []);
  });

  it('takes no offence when the editor ends the adapter', async () => {
    const worker = new Worker(ADAPTER, { eval: true });
    const heard: unknown[] = [];
    const link = new WorkerLink(worker, {
      onMessage: (each) => heard.push(each),
      onFailure: (each) => heard.push(each),
    });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    link.end();
    await exited;
    assert.deepEqual(heard, []);
  });
});
