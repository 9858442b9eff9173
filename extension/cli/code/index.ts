// SPDX-License-Identifier: Apache-2.0
export { CodeMap, type SourceFrame } from './code-map';
