trigger OnPing on Ping__e (after insert) {
    List<Account> heard = new List<Account>();
    for (Ping__e ping : Trigger.new) {
        if (ping.Word__c == 'echo') {
            EventBus.publish(new Ping__e(Word__c = 'answer'));
        }
        heard.add(new Account(Name = ping.Word__c, AccountNumber = ping.ReplayId));
    }
    insert heard;
    if (heard[0].Name == 'bad') {
        throw new IllegalArgumentException('no');
    }
}
