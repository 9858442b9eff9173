// SPDX-License-Identifier: Apache-2.0
export type { HartActivity } from './activity';
export type { Context } from './context';
export { type FindingSeverity, findingSeverity, type ReportedFinding } from './findings';
export type { GuestImage, ImageSegment } from './guest-image';
export { HartStatus, type HartTable } from './hart-table';
export { Hypervisor, type HypervisorOptions } from './hypervisor';
export type { CallView } from './last-calls';
export { ticksOf } from './sbi';
export type {
  BaoStateView,
  IpcView,
  RemioDeviceView,
  RemioEndView,
  RequestView,
  SharedMemoryView,
  VcpuView,
} from './state-view';
