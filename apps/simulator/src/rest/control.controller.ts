import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { FaultsPatch, withFaults } from '../faults/faults.js';
import { SIMULATOR, type Simulator } from '../simulator.js';
import { apiError, parsed } from './api-error.js';
import { runCommand } from './commands.js';
import { BookKindParameter, BookQuery, StoryRequestBody, TrafficRequest } from './control-requests.js';
import { pageOf } from './paging.js';
import { beginStory, bookPage, bookSummary } from './control.js';

/** The strings of the puppet: what Mono itself has no call for. */
@Controller('control')
export class ControlController {
  constructor(@Inject(SIMULATOR) private readonly simulator: Simulator) {}

  @Get('traffic')
  traffic() {
    const { live, dispatcher } = this.simulator;
    return { traffic: live.traffic ?? null, webhooks: live.counts, pending: dispatcher.pending };
  }

  /** A steady story until it is stopped; a second call replaces the first. */
  @Post('traffic')
  @HttpCode(200)
  startTraffic(@Body() body: unknown) {
    this.simulator.live.startTraffic(parsed(TrafficRequest, body));
    return this.traffic();
  }

  @Delete('traffic')
  stopTraffic() {
    this.simulator.live.stopTraffic();
    return this.traffic();
  }

  @Post('story')
  @HttpCode(202)
  beginStory(@Body() body: unknown) {
    return { id: beginStory(this.simulator, parsed(StoryRequestBody, body)) };
  }

  @Get('story/:id')
  story(@Param('id') id: string) {
    const progress = this.simulator.stories.progress(id);
    if (!progress) throw apiError(404, 'item_not_found', `There is no story ${id}`);
    return progress;
  }

  @Get('faults')
  faults() {
    return this.simulator.faults.current;
  }

  /** What is not named stays as it is. */
  @Put('faults')
  setFaults(@Body() body: unknown) {
    this.simulator.faults.current = withFaults(this.simulator.faults.current, parsed(FaultsPatch, body));
    return this.simulator.faults.current;
  }

  @Get('book')
  book() {
    return bookSummary(this.simulator);
  }

  @Get('book/:kind')
  bookOfKind(@Param('kind') kind: string, @Query() query: unknown) {
    const { page, page_size, ...filter } = parsed(BookQuery, query);
    const rows = bookPage(this.simulator, parsed(BookKindParameter, kind), filter);
    const { items, pagination } = pageOf(rows, { page_number: page, page_size });
    return { data: items, pagination };
  }

  @Post('commands/:name')
  @HttpCode(202)
  command(@Param('name') name: string, @Body() body: unknown) {
    return runCommand(this.simulator.live.now(), name, body);
  }
}
