// SPDX-License-Identifier: Apache-2.0
/** What tests of following do again and again. */

import { readFileSync } from 'node:fs';
import type { FollowedState, RequestStageEventBody } from '../../debug-adapter/protocol';
import type { DapClient } from './dap-client';
import { type Frame, type Stopped, stack } from './guide';

/** A stop as a person sees it: what is said, and where. */
export interface Led {
  readonly stopped: Stopped;
  readonly followed: FollowedState | undefined;
  /** `function: text of the line` of the frame that clients show: the innermost one that is no helper. */
  readonly place: string;
}

/** Stages of a request that a device model in user space answers, with where our drivers are then. */
export const STAGES: readonly string[] = [
  'trapped - virtio_write: mmio_write32(device->base + offset, value);',
  'pending - virtio_write: mmio_write32(device->base + offset, value);',
  'interrupt injected - virtio_write: mmio_write32(device->base + offset, value);',
  'interrupt taken - plic_handle_irq: while ((hwirq = readl(context_reg(CONTEXT_CLAIM)))) {',
  'asked - bao_dispatch_io: ret = bao_remio_hypercall(&ctx);',
  'queued to client - bao_io_client_push_request: {',
  'taken by client - dispatcher_attach: return sys_ioctl(device->fd, (u32)BAO_IOCTL_IO_CLIENT_ATTACH, request);',
  'completed - bao_io_request_complete: ret = bao_remio_hypercall(&ctx);',
  'frontend resumed - virtio_write: mmio_write32(device->base + offset, value);',
];

/** A request that lets the machine run, and the stop that it leads to. */
export async function lead(client: DapClient, command: string, args: object = {}): Promise<Led> {
  await client.request(command, args);
  return led(client, await client.event<Stopped>('stopped'));
}

export async function led(client: DapClient, stopped: Stopped): Promise<Led> {
  const frames = await stack(client, stopped.threadId!, 4);
  return { stopped, followed: lastTold(client), place: placeOf(frames) };
}

/** What a client knows of what is followed. */
function lastTold({ events }: DapClient): FollowedState | undefined {
  const told = events.filter(({ event }) => event === 'bao.requestStage');
  return (told.at(-1)?.body as RequestStageEventBody | undefined)?.followed;
}

function placeOf(frames: readonly Frame[]): string {
  const frame = frames.find(({ presentationHint }) => presentationHint !== 'subtle');
  const text = frame && readFileSync(frame.source!.path!, 'utf8').split('\n')[frame.line - 1]!.trim();
  return `${frame?.name}: ${text}`;
}
