/** A service that carries a message to a person: how it is asked, and what its answer means. */

/** What a person gets. */
export interface Message {
  readonly title: string;
  /** One line for each thing that happened. */
  readonly lines: readonly string[];
  /** A page to open; null where there is none. */
  readonly link: string | null;
}

/** A request that carries a message. Its address may hold a key: it is never shown. */
export interface MessageRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** A service with everything that a request to it needs. */
export interface Channel {
  readonly name: 'ntfy' | 'telegram' | 'webhook';
  request(message: Message): MessageRequest;
}

export interface NtfySettings {
  /** Address of the server. */
  readonly server: string;
  /** Who knows it can read the messages. */
  readonly topic: string;
  /** Empty where the topic is open. */
  readonly token: string;
}

/** JSON is posted to the root of the server, so that the topic is in no address (https://docs.ntfy.sh/publish/#publish-as-json). */
export function ntfyChannel({ server, topic, token }: NtfySettings): Channel {
  return {
    name: 'ntfy',
    request: ({ title, lines, link }) => ({
      url: `${withoutSlash(server)}/`,
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      body: { topic, title, message: newest(lines, NTFY_CHARACTERS), ...(link === null ? {} : { click: link }) },
    }),
  };
}

export interface TelegramSettings {
  readonly server: string;
  readonly token: string;
  /** Id of the chat, or @name of a channel. */
  readonly chat: string;
}

/** https://core.telegram.org/bots/api#sendmessage. The token is a part of the address. */
export function telegramChannel({ server, token, chat }: TelegramSettings): Channel {
  return {
    name: 'telegram',
    request: ({ title, lines, link }) => ({
      url: `${withoutSlash(server)}/bot${token}/sendMessage`,
      headers: {},
      body: {
        chat_id: chat,
        text: withLink(title, lines, link, TELEGRAM_CHARACTERS),
        link_preview_options: { is_disabled: true },
      },
    }),
  };
}

/** Any address that takes JSON. `text` is what Slack and Mattermost show, `content` what Discord shows. */
export function webhookChannel(address: string): Channel {
  return {
    name: 'webhook',
    request: ({ title, lines, link }) => {
      const text = withLink(title, lines, link, DISCORD_CHARACTERS);
      return { url: address, headers: {}, body: { title, lines, link, text, content: text } };
    },
  };
}

/** Longest texts that the services take. ntfy: 4,096 bytes, of which a character may need four. */
const NTFY_CHARACTERS = 1_000;
const TELEGRAM_CHARACTERS = 4_000;
const DISCORD_CHARACTERS = 2_000;

function withLink(title: string, lines: readonly string[], link: string | null, most: number): string {
  const end = link === null ? '' : `\n${link}`;
  return `${title}\n${newest(lines, most - title.length - 1 - end.length)}${end}`;
}

/** As many of the newest lines as fit; of a single line that does not, its beginning. */
function newest(lines: readonly string[], most: number): string {
  let left = lines;
  while (left.length > 1 && left.join('\n').length + 2 > most) left = left.slice(1);
  const text = `${left.length < lines.length ? '…\n' : ''}${left.join('\n')}`;
  return text.length <= most ? text : `${text.slice(0, most - 2)} …`;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
