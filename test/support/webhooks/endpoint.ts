// An endpoint that wants every event, for tests of webhooks.
import type { WebhookEndpoint } from '../../../src/webhooks/webhooks-document.js'

export function endpointOf(id: string, fields: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return { id, url: 'https://shop.example/', events: ['*'], active: true, private: false, ...fields }
}
