// SPDX-License-Identifier: Apache-2.0
export { clip, grouped, hex, type Look, printable, Style, styleFor, type TerminalStream } from './style';
