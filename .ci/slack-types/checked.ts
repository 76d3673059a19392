// What the tests check against Slack's own types: the blocks of a message, and a window or Home tab.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

export interface Message {
  blocks: KnownBlock[];
}

export type Window = ModalView | HomeView;

export interface Checked {
  message: Message;
  window: Window;
}
