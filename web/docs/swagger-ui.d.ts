// As much of Swagger UI as this page uses: the package has no types of its own.
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  export interface CallRequest {
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
  }

  export interface SwaggerSystem {
    readonly React: {
      createElement(tag: string, props: object, text: string | undefined): unknown
    }
  }

  export interface SwaggerSettings {
    readonly domNode: HTMLElement | null
    readonly url: string
    readonly plugins: readonly ((system: SwaggerSystem) => object)[]
    readonly requestInterceptor: (request: CallRequest) => CallRequest
    readonly docExpansion: 'list' | 'full' | 'none'
    readonly defaultModelsExpandDepth: number
    readonly tryItOutEnabled: boolean
    readonly validatorUrl: string | null
  }

  export default function SwaggerUI(settings: SwaggerSettings): void
}
