import { Controller, Get, Inject, Param, Query, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EntityEventPage } from '#contracts';
import type { Sql } from '#persistence';
import { DATABASE } from '../database/reconnecting-database.js';
import { getEntity } from '../get-entity/get-entity.js';
import { listEntities, type ListQuery, type Page } from '../list-entities/list-entities.js';
import { listEntityEvents, type EventPage } from '../list-entity-events/list-entity-events.js';
import type { EntityDescriptor } from './descriptor.js';
import { EntityEventsQuery, EntityQuery, listQueryOf } from './filters.js';

/** Ids that cannot be are answered 404 with those that are not: the rule is `findEntity`'s. */
const Id = z.string().meta({ description: "The provider's id, or a merchant's reference" });

/** The three routes of one kind of entity. */
export const entityControllerOf = (descriptor: EntityDescriptor): Type => {
  const { path, name, schema, page } = descriptor;
  const [one, many] = [pascalCase(name), pascalCase(path)];
  const Filters = listQueryOf(descriptor);
  const plural = path.replaceAll(/[/-]/g, ' ');

  @ApiTags(path)
  @ApiBearerAuth()
  @Controller(`v1/${path}`)
  class EntityController {
    constructor(@Inject(DATABASE) private readonly sql: Sql) {}

    @Get()
    @ApiOperation({ operationId: `list${many}`, summary: `List ${plural}, newest first` })
    @ApiOkResponse({ standardSchema: page, description: `A page of ${plural}` })
    list(@Query({ schema: Filters }) { limit, ...query }: ListQuery & { readonly limit: number }): Promise<Page> {
      return listEntities(this.sql, descriptor, query, limit);
    }

    @Get(':id')
    @ApiOperation({ operationId: `get${one}`, summary: `Read one ${name}` })
    @ApiOkResponse({ standardSchema: schema, description: `The ${name}` })
    get(
      @Param('id', { schema: Id }) id: string,
      @Query({ schema: EntityQuery }) { source }: EntityQuery,
    ): Promise<Readonly<Record<string, unknown>>> {
      return getEntity(this.sql, descriptor, id, source);
    }

    @Get(':id/events')
    @ApiOperation({ operationId: `list${one}Events`, summary: `List what was heard of one ${name}, by when it was` })
    @ApiOkResponse({ standardSchema: EntityEventPage, description: 'A page of events, each once' })
    events(
      @Param('id', { schema: Id }) id: string,
      @Query({ schema: EntityEventsQuery }) query: EntityEventsQuery,
    ): Promise<EventPage> {
      return listEntityEvents(this.sql, descriptor, id, query);
    }
  }
  return EntityController;
};

const pascalCase = (words: string): string =>
  words
    .split(/[ /-]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
