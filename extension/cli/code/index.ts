// SPDX-License-Identifier: Apache-2.0
export { CodeMap, type CodePlace, type Program, type SourceFrame } from './code-map';
