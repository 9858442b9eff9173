// SPDX-License-Identifier: Apache-2.0
/** Seeded variants of the example systems, see kernel/variants. Typed here, because that is plain JavaScript. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './requirements';

export interface VariantIpc {
  readonly base: number;
  readonly size: number;
  readonly shmemId: number;
  readonly interrupt: number;
  readonly read: { readonly offset: number; readonly size: number };
  readonly write: { readonly offset: number; readonly size: number };
}

export interface VariantPartition {
  readonly name: string;
  readonly kind: 'kernel' | 'bare';
  readonly cpus: number;
  readonly ram: { readonly base: number; readonly size: number };
  /** Guest-physical addresses. */
  readonly image: number;
  readonly uart: number;
  readonly uartInterrupt: boolean;
  readonly ipcs: readonly VariantIpc[];
}

/** A remote I/O device; in the order of the backend's remio_devs. */
export interface VariantChannel {
  readonly backend: string;
  readonly frontend: string;
  readonly bindKey: number;
  readonly shmem: { readonly base: number; readonly size: number; readonly id: number };
  readonly va: number;
  readonly backendInterrupt: number;
  readonly frontendInterrupt: number;
}

export interface VariantModel {
  readonly title: string;
  /** In the order of vmlist. */
  readonly partitions: readonly VariantPartition[];
  readonly channels: readonly VariantChannel[];
}

interface VariantsModule {
  writeVariant(name: string, seed: number, folder: string): VariantModel;
  systemFiles(system: object): ReadonlyMap<string, string>;
}

async function variants(): Promise<VariantsModule> {
  const path = join(projectRoot, 'kernel', 'variants', 'index.mjs');
  return (await import(pathToFileURL(path).href)) as VariantsModule;
}

/** Writes a variant of an example system into a folder, ready for buildSystem. */
export async function writeVariant(name: string, seed: number, folder: string): Promise<VariantModel> {
  return (await variants()).writeVariant(name, seed, folder);
}

/** Texts by file name, ready for buildSystem. @param system a SystemModel, see kernel/variants/model.mjs */
export async function systemFiles(system: object): Promise<ReadonlyMap<string, string>> {
  return (await variants()).systemFiles(system);
}
