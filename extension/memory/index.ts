// SPDX-License-Identifier: Apache-2.0
/** The door: memory as documents. */
export { memoryCommands } from './memory-commands';
export { MemoryDocuments } from './memory-documents';
