// Parts of a page that are drawn again only when one of their properties is another.
import { Component, type ComponentClass, type FunctionComponent } from 'preact'

export function pure<Props extends object>(Drawn: FunctionComponent<Props>): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      return Object.entries(next).some(([name, value]) => value !== Reflect.get(this.props, name))
    }

    override render(props: Props) {
      return <Drawn {...props} />
    }
  }
}
